"""Drives the Python SDK as the test says.

One JSON request a line on standard input, one JSON answer a line on standard output. What the SDK logs goes to standard
error. See JavaSdkDriver for the same thing in Java.
"""

import json
import os
import sys

from featureflags.client import CfClient
from featureflags.config import Config
from featureflags.evaluations.auth_target import Target

# Above any test's patience: whatever an SDK learns in time, it learns by stream.
POLL_INTERVAL_SECONDS = 600


class Driver:
    def __init__(self):
        self.client = None

    def initialise(self, request):
        relay = os.environ["SDK_BASE_URL"]
        self.client = CfClient(
            os.environ["SDK_KEY"],
            config=Config(
                base_url=relay,
                events_url=relay,
                pull_interval=POLL_INTERVAL_SECONDS,
                enable_analytics=request.get("analytics", False),
            ),
        )
        self.client.wait_for_initialization()
        if not self.client.is_initialized():
            raise RuntimeError("the SDK is not initialised")
        return True

    def evaluate(self, request):
        by_kind = {
            "boolean": self.client.bool_variation,
            "string": self.client.string_variation,
            "int": self.client.int_or_float_variation,
            "json": self.client.json_variation,
        }
        target = request["target"]
        who = Target(
            identifier=target["identifier"],
            name=target.get("name") or target["identifier"],
            attributes=target.get("attributes") or {},
        )
        return by_kind[request["kind"]](request["flag"], who, request["otherwise"])

    def answer(self, request):
        what = request["do"]
        if what == "initialise":
            return self.initialise(request)
        if what == "evaluate":
            return self.evaluate(request)
        if what == "changes":
            return []  # This SDK tells nobody of changes.
        if what == "close":
            self.client.close()
            return True
        raise ValueError(f"nothing is called {what}")


def main():
    driver = Driver()
    for line in sys.stdin:
        try:
            reply = {"value": driver.answer(json.loads(line))}
        except Exception as e:  # Whatever it is, the test wants to hear of it.
            reply = {"error": f"{type(e).__name__}: {e}"}
        print(json.dumps(reply), flush=True)
    os._exit(0)  # Standard input has ended: so has the test. The SDK's threads would live on.


main()
