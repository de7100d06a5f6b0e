"""A small OpenID Connect service on this machine, with keys of its own, that can be told to lie."""

import json
from base64 import urlsafe_b64encode
from functools import cache
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.web_server import Stub, say

CLIENT = "lofteskartan"
SECRET = "a secret between two services"


@cache
def key(name="ours"):
    return RSAKey.generate_key(2048, {"kid": name}, private=True)


class Provider(Stub):
    """Signs in whoever ``email`` says; ``claims`` are put over the true ones, ``lies`` over the description."""

    def __init__(self, clock):
        super().__init__()
        self.clock, self.email = clock, "polis@polis.example"
        self.claims, self.lies, self.signed_by, self.status = {}, {}, key(), 200
        self.asked_for = {}
        self.answer = self.reply

    def sign_in(self, target):
        """Do what a person's browser does there; return the query of the way back."""
        self.asked_for = {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}
        return {"code": "once", "state": self.asked_for["state"]}

    def reply(self, request):
        path = urlsplit(request.path).path
        body = {
            "/.well-known/openid-configuration": self.description,
            "/keys": lambda _: {"keys": [key().as_dict(private=False)]},
            "/token": self.token,
        }[path](request)
        headers = {"Location": f"{self.url}/elsewhere"} if self.status in {301, 302, 307} else {}
        say(request, json.dumps(body).encode(), self.status if path == "/token" else 200, **headers)

    def description(self, _):
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            **self.lies,
        }

    def token(self, request):
        sent = {name: values[0] for name, values in parse_qs(request.body).items()}
        challenge = urlsafe_b64encode(sha256(sent["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        assert challenge == self.asked_for["code_challenge"]
        assert sent["redirect_uri"] == self.asked_for["redirect_uri"]
        now = int(self.clock().timestamp())
        claims = {
            "iss": self.url, "sub": "17", "aud": CLIENT, "iat": now, "exp": now + 300,
            "nonce": self.asked_for["nonce"], "email": self.email, "email_verified": True, **self.claims,
        }  # fmt: skip
        kept = {name: value for name, value in claims.items() if value is not None}
        return {
            "access_token": "unused", "token_type": "Bearer",
            "id_token": jwt.encode({"alg": "RS256", "kid": "ours"}, kept, self.signed_by),
        }  # fmt: skip
