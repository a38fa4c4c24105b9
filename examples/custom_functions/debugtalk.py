# Functions of the testcases in this folder and below. hrp runs them with python3; every `def` here
# can be called, and what a function returns keeps its type.
import hashlib
import hmac

KEY = b"secret of the examples"


def sign(user, timestamp):
    text = f"{user}:{timestamp}".encode()
    return hmac.new(KEY, text, hashlib.sha256).hexdigest()


def new_users(count):
    """Rows for `parameters`."""
    return [{"user": f"user{number}", "age": 20 + number} for number in range(1, count + 1)]


def expect_ok(response):
    """A hook: what it raises fails the step."""
    if response["status_code"] != 200:
        raise ValueError(f"status {response['status_code']}")
