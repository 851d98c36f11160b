"""Uses a lease daemon as the Python module of sanlock does, and prints what comes back. Arguments: DIRECTORY."""
import os
import sys
import time

import sanlock

directory = sys.argv[1]
path = os.path.join(directory, "python-leases")
with open(path, "wb") as file:
    file.truncate(8 << 20)


def show(what, call, *arguments, **options):
    try:
        result = call(*arguments, **options)
    except sanlock.SanlockException as e:
        result = "refused %d" % e.errno
    text = repr(result).replace(directory, "DIRECTORY")
    print(what, text, flush=True)


show("align", sanlock.get_alignment, path)
show("write_lockspace", sanlock.write_lockspace, b"PY", path, offset=0, iotimeout=1, align=1 << 20, sector=512)
show("read_lockspace", sanlock.read_lockspace, path, offset=0, align=1 << 20, sector=512)
show("read_lockspace nothing", sanlock.read_lockspace, path, offset=4 << 20, align=1 << 20, sector=512)
for number in (1, 2):
    disks = [(path, number << 20)]
    show("write_resource", sanlock.write_resource, b"PY", b"R%d" % number, disks, align=1 << 20, sector=512)
show("write_resource half", sanlock.write_resource, b"PY", b"R3", [(path, 3 << 20)], align=2 << 20, sector=512)
show("read_resource", sanlock.read_resource, path, offset=1 << 20, align=1 << 20, sector=512)
show("read_resource nothing", sanlock.read_resource, path, offset=4 << 20, align=1 << 20, sector=512)
show("owners", sanlock.read_resource_owners, b"PY", b"R1", [(path, 1 << 20)], align=1 << 20, sector=512)
show("inq absent", sanlock.inq_lockspace, b"PY", 1, path)
show("add", sanlock.add_lockspace, b"PY", 1, path, iotimeout=1)
show("add again", sanlock.add_lockspace, b"PY", 1, path, iotimeout=1)
show("inq", sanlock.inq_lockspace, b"PY", 1, path)
show("lockspaces", sanlock.get_lockspaces)
time.sleep(3)
show("hosts", lambda: [(h["host_id"], h["generation"], h["io_timeout"], h["flags"]) for h in sanlock.get_hosts(b"PY")])
fd = sanlock.register()
show("acquire", sanlock.acquire, b"PY", b"R1", [(path, 1 << 20)], slkfd=fd)
show("acquire again", sanlock.acquire, b"PY", b"R1", [(path, 1 << 20)], slkfd=fd)
show("acquire unknown", sanlock.acquire, b"PY", b"XX", [(path, 2 << 20)], slkfd=fd)
show("acquire elsewhere", sanlock.acquire, b"NO", b"R1", [(path, 1 << 20)], slkfd=fd)
show("acquire for pid", sanlock.acquire, b"PY", b"R2", [(path, 2 << 20)], pid=os.getpid())
show("owners", lambda: [(o["host_id"], o["generation"]) for o in
     sanlock.read_resource_owners(b"PY", b"R1", [(path, 1 << 20)], align=1 << 20, sector=512)])
show("release", sanlock.release, b"PY", b"R1", [(path, 1 << 20)], slkfd=fd)
show("release again", sanlock.release, b"PY", b"R1", [(path, 1 << 20)], slkfd=fd)
show("release second", sanlock.release, b"PY", b"R2", [(path, 2 << 20)], slkfd=fd)
show("killpath", sanlock.killpath, "/bin/true", ["a b", "c"], fd)
show("rem", sanlock.rem_lockspace, b"PY", 1, path)
show("inq gone", sanlock.inq_lockspace, b"PY", 1, path)
