"""A login server that is not PassLogic: passwords, a lock, a log file; no codes on the wire and no clock to move."""

import argparse
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LIMIT = 3
users, guard = {}, threading.Lock()


class Door(BaseHTTPRequestHandler):
    def log(self, code, level, user, message):
        with open(options.log, "a", encoding="utf-8") as file:
            file.write(f"{code} {level} {user} {message}\n")

    def act(self):
        """The status and body of the answer; what happened goes to the log."""
        body = json.loads(self.rfile.read(int(self.headers.get("content-length") or 0)) or "{}")
        route, _, name = self.path.strip("/").partition("/")
        name, _, verb = name.partition("/")
        match self.command, route, verb:
            case "GET", "users", _:
                return 200, {"users": sorted(users)}
            case "POST", "marker", _:
                self.log("-", "debug", "-", body["text"])
                return 204, None
            case "POST", "users", "":
                users[body["name"]] = [body["password"], 0]
                self.log("ACCT-001", "info", body["name"], "Account opened.")
                return 201, {"name": body["name"]}
            case "DELETE", "users", _ if users.pop(name, None):
                self.log("ACCT-002", "info", name, "Account closed.")
                return 200, {"name": name}
            case "POST", "users", "unlock" if name in users:
                users[name][1] = 0
                self.log("ACCT-004", "info", name, "Lock released.")
                return 200, {"name": name}
            case "POST", "login", _:
                return self.login(body["user"], body["password"])
        return 404, {"error": "no such thing"}

    def login(self, name, password):
        user = users.get(name)
        if user is None:
            self.log("ACCT-404", "notice", name, "No such account.")
        elif user[1] >= LIMIT:
            self.log("AUTH-003", "warning", name, "Sign-in refused, the account is locked.")
        elif user[0] == password:
            user[1] = 0
            self.log("AUTH-001", "info", name, "Signed in.")
            return 200, {"result": "welcome"}
        else:
            user[1] += 1
            self.log("AUTH-002", "warning", name, "Wrong password.")
            if user[1] == LIMIT:
                self.log("ACCT-003", "notice", name, "Account locked.")
        return 403, {"result": "denied"}

    def answer(self):
        with guard:
            status, body = self.act()
        text = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_DELETE = answer
    log_message = lambda *_: None


parser = argparse.ArgumentParser()
parser.add_argument("--log", required=True)
options = parser.parse_args()
os.makedirs(os.path.dirname(options.log) or ".", exist_ok=True)
server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
print(f"ready http=127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
