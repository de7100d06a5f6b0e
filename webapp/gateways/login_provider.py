"""Another service that says who somebody is: OpenID Connect, code flow with state, nonce and PKCE. Off by default."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from urllib.parse import quote

from webapp.domain.errors import LofteError
from webapp.gateways.one_host import Unreachable, fetch
from webapp.settings import Settings

ALGORITHMS = ("RS256", "PS256", "ES256")
LEEWAY_S = 30
TIMEOUT_S = 5.0
JSON = {"Accept": "application/json"}


class NotProven(LofteError):
    """The service did not prove who somebody is; the message is one word for the log."""

    code = "not_proven"


@dataclass(frozen=True)
class Identity:
    """Who somebody is, by the service's word."""

    email: str
    several_factors: bool  # it asserts that more than one factor was used


@dataclass(frozen=True)
class Attempt:
    """What one attempt to log in is bound to."""

    state: str
    nonce: str
    verifier: str
    redirect_uri: str


@dataclass(frozen=True)
class LoginProvider:
    """One service, known by its issuer; authlib is loaded when somebody logs in through it."""

    issuer: str
    client_id: str
    client_secret: str

    def address(self, attempt: Attempt) -> str:
        """Return where to send the browser.

        :raises Unreachable: the service does not answer, or names an endpoint elsewhere
        """
        from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
        from authlib.oauth2.rfc7636 import create_s256_code_challenge

        return str(
            prepare_grant_uri(
                self._endpoint(self._discover(), "authorization_endpoint"),
                self.client_id,
                "code",
                redirect_uri=attempt.redirect_uri,
                scope="openid email",
                state=attempt.state,
                nonce=attempt.nonce,
                code_challenge=create_s256_code_challenge(attempt.verifier),
                code_challenge_method="S256",
            )
        )

    def identity(self, attempt: Attempt, code: str, now: datetime) -> Identity:
        """Return who the service says that somebody is.

        :raises Unreachable: the service does not answer, or refuses the code
        :raises NotProven: what it says is not signed by it, not for us, not now, or not about a verified address
        """
        known = self._discover()
        keys = self._ask(self._endpoint(known, "jwks_uri"))
        answer = self._ask(self._endpoint(known, "token_endpoint"), self._question(known, attempt, code))
        claims = self._checked(str(answer.get("id_token", "")), keys, attempt.nonce, now)
        email = claims.get("email")
        if claims.get("email_verified") is not True or not isinstance(email, str):
            raise NotProven("unverified")
        return Identity(email.strip().lower()[:254], "mfa" in (claims.get("amr") or ()))

    def _discover(self) -> dict[str, Any]:
        known = self._ask(f"{self.issuer}/.well-known/openid-configuration")
        if str(known.get("issuer", "")).rstrip("/") != self.issuer:
            raise Unreachable("it is another issuer")
        return known

    def _endpoint(self, known: dict[str, Any], name: str) -> str:
        address = str(known.get(name, ""))
        if not address.startswith(("https://", "http://")):
            raise Unreachable(f"it names no {name}")
        if address.split("/")[:3] != self.issuer.split("/")[:3]:
            raise Unreachable(f"its {name} is on another host")
        return address

    def _ask(self, url: str, question: tuple[bytes, dict[str, str]] | None = None) -> dict[str, Any]:
        body, headers = question or (None, {})
        found = fetch(self.issuer, url, timeout_s=TIMEOUT_S, body=body, headers={**JSON, **headers})
        try:
            answer = json.loads(found)
        except ValueError:
            raise Unreachable("that is no JSON") from None
        if not isinstance(answer, dict):
            raise Unreachable("that is no object")
        return answer

    def _question(self, known: dict[str, Any], attempt: Attempt, code: str) -> tuple[bytes, dict[str, str]]:
        """Return body and headers of the request that trades a code for a token."""
        from authlib.oauth2.rfc6749.parameters import prepare_token_request

        more = {"redirect_uri": attempt.redirect_uri, "code": code, "code_verifier": attempt.verifier}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if "client_secret_basic" in known.get("token_endpoint_auth_methods_supported", ["client_secret_basic"]):
            pair = f"{quote(self.client_id, safe='')}:{quote(self.client_secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            more |= {"client_id": self.client_id, "client_secret": self.client_secret}
        return str(prepare_token_request("authorization_code", **more)).encode(), headers

    def _checked(self, id_token: str, keys: dict[str, Any], nonce: str, now: datetime) -> dict[str, Any]:
        from authlib.common.errors import AuthlibBaseError
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        try:
            token = jwt.decode(id_token, KeySet.import_key_set(cast(Any, keys)), algorithms=ALGORITHMS)
            wanted = {"iss": {"values": [self.issuer, f"{self.issuer}/"]}, "aud": {"values": [self.client_id]}}
            claims = CodeIDToken(token.claims, token.header, wanted, {"nonce": nonce, "client_id": self.client_id})
            claims.validate(now=int(now.timestamp()), leeway=LEEWAY_S)
        except (JoseError, AuthlibBaseError, ValueError, KeyError, TypeError) as error:
            raise NotProven(type(error).__name__) from None
        return dict(token.claims)


def login_provider(settings: Settings) -> LoginProvider | None:
    """Return the service that the settings name, or None."""
    if not settings.oidc_issuer:
        return None
    return LoginProvider(settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret)
