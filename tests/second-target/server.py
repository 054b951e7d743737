"""A login server that is not PassLogic: passwords, a lock, a log file; no codes on the wire and no clock to move."""

import json, os, sys, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LIMIT, LOG, users, guard = 3, sys.argv[sys.argv.index("--log") + 1], {}, threading.Lock()


def log(code, level, user, message):
    with open(LOG, "a", encoding="utf-8") as file:
        file.write(f"{code} {level} {user} {message}\n")


def login(name, password):
    user = users.get(name)
    if user is None:
        log("ACCT-404", "notice", name, "No such account.")
    elif user["wrong"] >= LIMIT:
        log("AUTH-003", "warning", name, "Sign-in refused, the account is locked.")
    elif user["password"] == password:
        user["wrong"] = 0
        log("AUTH-001", "info", name, "Signed in.")
        return 200, {"result": "welcome"}
    else:
        user["wrong"] += 1
        log("AUTH-002", "warning", name, "Wrong password.")
        if user["wrong"] == LIMIT:
            log("ACCT-003", "notice", name, "Account locked.")
    return 403, {"result": "denied"}


def act(method, path, body):
    match method, *path.strip("/").split("/"):
        case "GET", "users":
            return 200, {"users": sorted(users)}
        case "POST", "login":
            return login(body["user"], body["password"])
        case "POST", "marker":
            log("-", "debug", "-", body["text"])
        case "POST", "users":
            users[body["name"]] = {"password": body["password"], "wrong": 0}
            log("ACCT-001", "info", body["name"], "Account opened.")
            return 201, {}
        case "DELETE", "users", name if users.pop(name, None):
            log("ACCT-002", "info", name, "Account closed.")
        case "POST", "users", name, "unlock" if name in users:
            users[name]["wrong"] = 0
            log("ACCT-004", "info", name, "Lock released.")
        case _:
            return 404, {}
    return 200, {}


class Door(BaseHTTPRequestHandler):
    def answer(self):
        body = json.loads(self.rfile.read(int(self.headers.get("content-length") or 0)) or "{}")
        with guard:
            status, said = act(self.command, self.path, body)
        self.send_response(status)
        self.send_header("content-length", str(len(json.dumps(said))))
        self.end_headers()
        self.wfile.write(json.dumps(said).encode())

    do_GET = do_POST = do_DELETE = answer
    log_message = lambda *_: None


os.makedirs(os.path.dirname(LOG) or ".", exist_ok=True)
server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
print(f"ready http=127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
