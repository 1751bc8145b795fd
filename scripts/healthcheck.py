"""Exit code 0 when the web server in this container is ready: process, database, broker, migrations."""

import os
import urllib.parse
import urllib.request

host = urllib.parse.urlsplit(os.environ.get("BASE_URL", "http://127.0.0.1:8000")).netloc
request = urllib.request.Request("http://127.0.0.1:8000/readyz", headers={"Host": host})
with urllib.request.urlopen(request, timeout=8) as answer:
    raise SystemExit(answer.status != 200)
