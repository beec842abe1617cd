"""A real browser, driven by the WebDriver protocol of chromedriver: nothing but Python's library."""
import base64
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
ENTER, TAB = "\ue007", "\ue004"


def programs():
    """Where browser and driver are, or None."""
    found = [shutil.which(name) for name in ("chromium", "chromedriver")]
    return found if all(found) else None


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Browser:
    def __init__(self, folder):
        browser, driver = programs()
        self.port = free_port()
        home = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_CACHE_HOME": str(folder)}
        self.driver = subprocess.Popen([driver, f"--port={self.port}", "--log-level=SEVERE"], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL, env={**os.environ, **home})
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                     "--disable-extensions", "--disable-background-networking", f"--user-data-dir={folder}/profile"]
        wanted = {"browserName": "chrome", "goog:chromeOptions": {"binary": browser, "args": arguments},
                  "goog:loggingPrefs": {"browser": "ALL"}}
        self.session = ""
        try:
            self.wait_for_driver()
            answer = self.ask("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
            self.session = f"/session/{answer['sessionId']}"
        except Exception:
            self.close()
            raise

    def wait_for_driver(self):
        for _ in range(300):
            try:
                if self.ask("GET", "/status")["ready"]:
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("chromedriver did not start")

    def close(self):
        try:
            if self.session:
                self.ask("DELETE", self.session)
        finally:
            self.driver.terminate()
            self.driver.wait()

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.loads(answer.read())["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(json.loads(error.read())["value"]["message"]) from None

    def open(self, address):
        self.ask("POST", f"{self.session}/url", {"url": address})

    def address(self):
        return self.ask("GET", f"{self.session}/url")

    def run(self, script, *args):
        """The value of a function's body."""
        return self.ask("POST", f"{self.session}/execute/sync", {"script": script, "args": list(args)})

    def run_later(self, script, *args):
        """The same; the value is what the script gives to its last argument, a function."""
        return self.ask("POST", f"{self.session}/execute/async", {"script": script, "args": list(args)})

    def find(self, selector):
        return self.ask("POST", f"{self.session}/element", {"using": "css selector", "value": selector})[ELEMENT]

    def type(self, selector, text):
        self.ask("POST", f"{self.session}/element/{self.find(selector)}/value", {"text": text})

    def click(self, selector):
        self.ask("POST", f"{self.session}/element/{self.find(selector)}/click", {})

    def press(self, key):
        self.ask("POST", f"{self.session}/actions", {"actions": [
            {"type": "key", "id": "keys", "actions": [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]}]})

    def devtools(self, command, **parameters):
        return self.ask("POST", f"{self.session}/goog/cdp/execute", {"cmd": command, "params": parameters})

    def width(self, pixels, height=900):
        """The width of the page, as on a phone where it is small."""
        self.devtools("Emulation.setDeviceMetricsOverride", width=pixels, height=height, deviceScaleFactor=1, mobile=pixels < 600)

    def media(self, kind="", **features):
        self.devtools("Emulation.setEmulatedMedia", media=kind,
                      features=[{"name": name.replace("_", "-"), "value": value} for name, value in features.items()])

    def pdf(self):
        return base64.b64decode(self.ask("POST", f"{self.session}/print", {"page": {"width": 21.0, "height": 29.7}}))

    def complaints(self):
        """What the browser had to say since the last time it was asked."""
        return [entry["message"] for entry in self.ask("POST", f"{self.session}/se/log", {"type": "browser"})]
