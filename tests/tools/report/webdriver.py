# SPDX-License-Identifier: Apache-2.0
"""A headless Chromium by the W3C WebDriver protocol, with nothing but Python's own library.

Every wait has a bound, and the processes end with the `with` statement.
"""

import http.client
import json
import os
import re
import select
import shutil
import signal
import subprocess
import tempfile
import time

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key of an element, says the protocol
SECONDS = 60  # for any answer


class Browser:
    """A window; `dark` says which of the two colour schemes it prefers."""

    def __init__(self, width=1280, height=1000, dark=False):
        program = shutil.which("chromedriver")
        if program is None:
            raise RuntimeError("chromedriver is not installed; run scripts/setup.sh browser")
        self.profile = tempfile.TemporaryDirectory(prefix="vta-browser-", ignore_cleanup_errors=True)
        # A group of its own: whatever the driver starts ends with it.
        self.driver = subprocess.Popen([program, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                       start_new_session=True)
        self.session = None
        try:
            self.port = self._port()
            arguments = ["--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                         "--disable-background-networking", "--disable-extensions", "--disable-sync",
                         "--force-prefers-reduced-motion",  # what is to be clicked stands still
                         f"--window-size={width},{height}", f"--user-data-dir={self.profile.name}"]
            if dark:
                arguments.append("--blink-settings=preferredColorScheme=0")
            if os.geteuid() == 0:
                arguments.append("--no-sandbox")  # its sandbox refuses root
            wanted = {"browserName": "chrome", "goog:loggingPrefs": {"browser": "ALL"},
                      "goog:chromeOptions": {"args": arguments}}
            self.session = self._call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if self.session is not None:
            try:
                self._call("DELETE", f"/session/{self.session}")
            except (OSError, RuntimeError, http.client.HTTPException):
                pass
            self.session = None
        if self.driver.poll() is None:
            os.killpg(self.driver.pid, signal.SIGTERM)
            try:
                self.driver.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.driver.pid, signal.SIGKILL)
                self.driver.wait(10)
        self.driver.stdout.close()
        self.profile.cleanup()

    def _port(self):
        text, end = "", time.monotonic() + SECONDS
        while time.monotonic() < end:
            if not select.select([self.driver.stdout], [], [], 1)[0]:
                continue
            part = os.read(self.driver.stdout.fileno(), 65536).decode(errors="replace")
            text += part
            found = re.search(r"successfully on port (\d+)", text)
            if found:
                return int(found.group(1))
            if not part:
                break
        raise RuntimeError(f"chromedriver does not start: {text.strip()}")

    def _call(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            payload = None if method in ("GET", "DELETE") else json.dumps(body or {})
            connection.request(method, path, payload, {"Content-Type": "application/json"})
            value = json.loads(connection.getresponse().read())["value"]
        finally:
            connection.close()
        if isinstance(value, dict) and "error" in value:
            raise RuntimeError(f"{method} {path}: {value['error']}: {value.get('message', '')}")
        return value

    def command(self, method, path, body=None):
        return self._call(method, f"/session/{self.session}{path}", body)

    def open(self, url):
        self.command("POST", "/url", {"url": url})

    def script(self, text, *arguments):
        return self.command("POST", "/execute/sync", {"script": text, "args": list(arguments)})

    def element(self, selector):
        return self.command("POST", "/element", {"using": "css selector", "value": selector})[ELEMENT]

    def click(self, selector):
        self.command("POST", f"/element/{self.element(selector)}/click")

    def type(self, selector, text):
        element = self.element(selector)
        self.command("POST", f"/element/{element}/clear")
        self.command("POST", f"/element/{element}/value", {"text": text})

    def text(self, selector):
        return self.command("GET", f"/element/{self.element(selector)}/text")

    def log(self):
        """What the console has said since the last call."""
        return self.command("POST", "/se/log", {"type": "browser"})

    def screenshot(self):
        return self.command("GET", "/screenshot")  # PNG in base64
