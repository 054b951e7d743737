"""Starts FreeRADIUS on free ports of loopback, in the foreground, until standard input ends. Needs no privilege."""

import csv, os, re, shutil, signal, socket, subprocess, sys, tempfile, threading

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAMS = ["freeradius", "/usr/sbin/freeradius", "radiusd", "/usr/sbin/radiusd"]
ADDRESS, READY = "127.0.0.1", "Ready to process requests"


def free_ports(count):
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(count)]
    for each in sockets:
        each.bind((ADDRESS, 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def write_users(path):
    """The accounts of the target file, as FreeRADIUS's module `files` reads them."""
    with open(os.path.join(HERE, "accounts.csv"), newline="", encoding="utf-8") as accounts, open(path, "w") as users:
        for row in csv.DictReader(accounts):
            seed = f', TOTP-Secret := "{row["seed"]}"' if row.get("seed") else ""
            users.write(f'{row["name"]} Cleartext-Password := "{row["password"]}"{seed}\n')


def installed():
    program = next((found for found in map(shutil.which, PROGRAMS) if found), None)
    if program is None:
        sys.exit("freeradius is not installed")
    return program


def version_of(program):
    told = subprocess.run([program, "-v"], stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout
    return re.search(r"FreeRADIUS Version (\d+\.\d+\.\d+)", told).group(1)


def start(program, folder, ports):
    environment = dict(
        os.environ,
        RADDB=folder,
        PYTHONPATH=folder,
        RADIUS_PORT=str(ports[0]),
        RADIUS_ACCOUNTING_PORT=str(ports[1]),
    )
    command = [program, *sys.argv[1:], "-f", "-l", "stdout", "-d", folder, "-n", "radiusd"]
    pipes = dict(stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return subprocess.Popen(command, env=environment, text=True, errors="replace", **pipes)


def show(line):
    """Only if more was asked for, as by `-X`: standard error is the harness's."""
    if len(sys.argv) > 1:
        sys.stderr.write(line)


def wait_until_ready(server):
    said = []
    for line in server.stdout:
        said.append(line)
        show(line)
        if READY in line:
            return
    sys.exit("freeradius did not start:\n" + "".join(said[-20:]))


def watch(server):
    """Nobody else reads what it says; a server that ends takes us with it."""
    for line in server.stdout:
        show(line)
    os._exit(server.wait() or 1)


if "RADIUS_SECRET" not in os.environ:
    sys.exit("RADIUS_SECRET is not set")
program, ports = installed(), free_ports(2)
# Read once at the start: so it may be gone before we are, however we end.
with tempfile.TemporaryDirectory(prefix="sekisho-freeradius-") as folder:
    for name in os.listdir(os.path.join(HERE, "raddb")):
        shutil.copy(os.path.join(HERE, "raddb", name), folder)
    write_users(os.path.join(folder, "users"))
    server = start(program, folder, ports)
    wait_until_ready(server)
threading.Thread(target=watch, args=[server], daemon=True).start()
print(f"ready radius={ADDRESS}:{ports[0]} accounting={ADDRESS}:{ports[1]} version={version_of(program)}", flush=True)
sys.stdin.read()
server.send_signal(signal.SIGTERM)
server.wait()
