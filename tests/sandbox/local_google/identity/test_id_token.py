"""Id tokens, verified as a client verifies them [S32][S34]."""

from datetime import datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from jwt.types import Options

from tests.sandbox.local_google.identity.browsing import Application
from tests.sandbox.local_google.people import ANA, EVE, NOW
from worker.sandbox.local_google.identity.signing import KeyPool, Signing
from worker.sandbox.local_google.json_types import Json
from worker.sandbox.local_google.server import LocalGoogle

ISSUERS = ["https://accounts.google.com", "accounts.google.com"]
ISSUED = int(datetime.fromisoformat(NOW).timestamp())
REQUIRED: Options = {
    "verify_exp": False,
    "verify_iat": False,
    "require": ["iss", "aud", "sub", "iat", "exp"],
}
"""The world's clock stands elsewhere than ours."""


async def read(google: LocalGoogle, path: str) -> tuple[Json, str]:
    async with google.control.session.get(google.url + path) as response:
        return await response.json(), response.headers["Cache-Control"]


async def verified(app: Application, token: str, **changes: Any) -> Json:
    """Verify a token as a client does: the key set is where the configuration says it is."""
    configuration, _ = await read(app.google, ".well-known/openid-configuration")
    async with app.google.control.session.get(configuration["jwks_uri"]) as response:
        keys = jwt.PyJWKSet.from_dict(await response.json())
    key = keys[jwt.get_unverified_header(token)["kid"]]
    expected = {"audience": app.client_id, "issuer": ISSUERS, **changes}
    claims: Json = jwt.decode(token, key, algorithms=["RS256"], options=REQUIRED, **expected)
    return claims


async def id_token(app: Application, email: str = ANA, **changes: str | None) -> str:
    return str((await app.connect(email, scope="openid email", **changes))["id_token"])


async def test_a_client_verifies_who_consented(app: Application) -> None:
    """[S32][S34]."""
    claims = await verified(app, await id_token(app, nonce="n-1"))
    subject, half_hash = claims.pop("sub"), claims.pop("at_hash")

    assert claims == {
        "iss": "https://accounts.google.com",
        "azp": app.client_id,
        "aud": app.client_id,
        "hd": "corp.example",
        "email": ANA,
        "email_verified": True,
        "nonce": "n-1",
        "iat": ISSUED,
        "exp": ISSUED + 3600,
    }
    assert (len(subject), len(half_hash)) == (21, 22)


@pytest.mark.parametrize("issuer", ISSUERS)
async def test_which_of_the_two_issuers_signs_is_an_assumption(app: Application, issuer: str) -> None:
    """A client takes both [S32]."""
    await app.google.control.assume(openid_issuer=issuer)

    assert (await verified(app, await id_token(app)))["iss"] == issuer


async def test_the_same_person_has_the_same_sub_for_every_client_and_others_another(app: Application) -> None:
    """[S32]."""
    other = await Application(app.google, "other.apps.example").register()
    subs = [
        (await verified(one, await id_token(one, email)))["sub"]
        for one, email in ((app, ANA), (other, ANA), (app, EVE))
    ]

    assert subs[0] == subs[1] != subs[2]


async def test_a_new_address_keeps_the_sub(app: Application) -> None:
    """Key users by `sub`, the address is no stable key [S32]."""
    await app.google.control.add_account("ana.new@corp.example", sub="100000000000000000001")

    claims = await verified(app, await id_token(app, "ana.new@corp.example"))
    assert (claims["sub"], claims["email"]) == ("100000000000000000001", "ana.new@corp.example")


async def test_a_private_account_has_no_hosted_domain(app: Application) -> None:
    """`hd` is for Workspace [S32]."""
    await app.google.control.add_account("somebody@gmail.com")
    await app.google.control.add_account(EVE, workspace=False)

    assert "hd" not in await verified(app, await id_token(app, "somebody@gmail.com"))
    assert "hd" not in await verified(app, await id_token(app, EVE))


async def test_there_is_an_id_token_only_for_openid_and_an_address_only_for_email(app: Application) -> None:
    """[S30][S32]."""
    bare = (await app.connect(ANA, scope="openid"))["id_token"]

    assert "id_token" not in await app.connect(ANA, scope="email")
    assert not {"email", "email_verified", "nonce"} & (await verified(app, bare)).keys()


async def test_another_audience_or_issuer_is_refused(app: Application) -> None:
    token = await id_token(app)

    with pytest.raises(jwt.InvalidAudienceError):
        await verified(app, token, audience="other.apps.example")
    with pytest.raises(jwt.InvalidIssuerError):
        await verified(app, token, issuer=["https://accounts.evil.example"])


async def test_a_token_without_signature_by_another_key_or_changed_is_refused(app: Application) -> None:
    token = await id_token(app)
    claims = jwt.decode(token, options={"verify_signature": False})
    kid = {"kid": jwt.get_unverified_header(token)["kid"]}
    stranger = generate_private_key(public_exponent=65537, key_size=2048)

    with pytest.raises(jwt.InvalidAlgorithmError):
        await verified(app, jwt.encode(claims, "", "none", headers=kid))
    with pytest.raises(jwt.InvalidSignatureError):
        await verified(app, jwt.encode(claims, stranger, "RS256", headers=kid))
    head, _, signature = token.split(".")
    forged = jwt.encode({**claims, "email": EVE}, stranger, "RS256", headers=kid).split(".")[1]
    with pytest.raises(jwt.InvalidSignatureError):
        await verified(app, f"{head}.{forged}.{signature}")


async def test_an_id_token_expires_by_googles_clock(app: Application) -> None:
    await app.google.control.behave(clock_offset=timedelta(days=-3650))

    claims = jwt.decode(await id_token(app), options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 3600
    assert claims["iat"] == ISSUED - 3650 * 86400


async def test_the_configuration_names_googles_issuer_and_this_servers_endpoints(google: LocalGoogle) -> None:
    """[S32]."""
    configuration, kept = await read(google, ".well-known/openid-configuration")

    assert configuration["issuer"] == "https://accounts.google.com"
    assert configuration["token_endpoint"] == google.token_uri
    assert configuration["jwks_uri"] == google.url + "oauth2/v3/certs"
    assert "S256" in configuration["code_challenge_methods_supported"]
    assert kept.startswith("public, max-age=")


async def test_keys_rotate_and_the_old_one_stays_published_for_a_while(app: Application) -> None:
    """Cache by `Cache-Control`, fetch again for an unknown `kid` [S32]."""
    old = await id_token(app)
    await app.google.control.oauth.rotate_keys()
    new = await id_token(app)
    kids = [jwt.get_unverified_header(token)["kid"] for token in (old, new)]

    published, kept = await read(app.google, "oauth2/v3/certs")
    assert [key["kid"] for key in published["keys"]] == kids
    assert {key["alg"] for key in published["keys"]} == {"RS256"}
    assert kept == "public, max-age=3600, must-revalidate, no-transform"
    await verified(app, old)
    await verified(app, new)


async def test_a_key_can_be_taken_out_of_use_at_once(app: Application) -> None:
    token = await id_token(app)
    await app.google.control.oauth.rotate_keys(keep_old=False)

    with pytest.raises(KeyError):
        await verified(app, token)


async def test_a_server_finds_its_key_on_first_use_and_once() -> None:
    pool = KeyPool()
    signing, after_reset = Signing(pool), Signing(pool)
    assert pool.keys == []

    await signing.prepare()
    await after_reset.prepare()
    assert len(pool.keys) == 1
    assert signing.published() == after_reset.published()
