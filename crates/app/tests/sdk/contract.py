"""The real Python SDK against a Muster server: every call of people administration, and what came of it.

Usage: contract.py BASE_URL LEGACY_TOKEN. The token's holder owns an organization of his own.
"""

import sys
from datetime import datetime, timezone

import httpx
from label_studio_sdk import LabelStudio
from label_studio_sdk.core.api_error import ApiError

base_url, legacy = sys.argv[1:]
owner = LabelStudio(base_url=base_url, api_key=legacy)


def refused(call, status):
    try:
        call()
    except ApiError as error:
        assert error.status_code == status, (error.status_code, error.body)
        return error.body
    raise AssertionError("it was not refused")


# Organizations.
[organization] = owner.organizations.list()
assert owner.organizations.update(id=organization.id, title="Bees").title == "Bees"
assert owner.organizations.get(id=organization.id).title == "Bees"
assert owner.organizations.update_default_role(id=organization.id, default_role="AN").default_role == "AN"
assert owner.organizations.get(id=organization.id).default_role == "AN"
owner.organizations.update_default_role(id=organization.id, default_role="NO")

# Users: 65 people without a role, so that lists have three pages and an end.
me = owner.users.whoami()
people = [
    owner.users.create(username=f"p{n}", email=f"p{n}@example.com", first_name="Pat")
    for n in range(65)
]
ann = people[0]
assert owner.users.get(id=ann.id).email == "p0@example.com"
assert owner.users.update(id=ann.id, first_name="Ann").first_name == "Ann"
assert len(owner.users.list()) == 66
owner.users.update_current_user(first_name="Olga", last_name="Olsen")
assert owner.users.get_current_user().initials == "OO"
keys = {"annotation:submit": {"key": "ctrl+enter", "active": True}}
owner.users.update_hotkeys(custom_hotkeys=keys)
assert owner.users.get_hotkeys().custom_hotkeys == keys
refused(lambda: owner.users.update(id=ann.id, password="another one"), 403)
refused(lambda: owner.users.delete(id=ann.id), 405)
taken = refused(lambda: owner.users.create(username="p0", email="P0@example.com"), 400)
assert "email" in taken["validation_errors"], taken

# Members.
listed = [m.user.id for m in owner.organizations.members.list(id=organization.id, page_size=30)]
assert len(listed) == len(set(listed)) == 66, len(listed)
members = owner.organizations.members
assert members.update(id=organization.id, user_id=ann.id, role="RE").role == "RE"
assert members.get(id=organization.id, user_pk=ann.id).user == ann.id
later = datetime(2090, 1, 1, tzinfo=timezone.utc)
assert list(members.list(id=organization.id, user_last_activity_gte=later)) == []
assert len(list(members.list(id=organization.id, user_last_activity_lte=later))) == 66
found = list(members.list(id=organization.id, search="p64@", ordering="-last_activity"))
assert [m.user.email for m in found] == ["p64@example.com"]
assert members.update(id=organization.id, user_id=people[2].id, role="DI").role == "DI"
assert [m.user.id for m in members.list(id=organization.id, role="DI")] == [people[2].id]
reviewers = list(members.list(id=organization.id, role="RE"))
assert [m.user.id for m in reviewers] == [ann.id]
refused(lambda: members.update(id=organization.id, user_id=ann.id, role="OW"), 403)
refused(lambda: members.update(id=organization.id, user_id=me.id, role="AN"), 403)
members.delete(id=organization.id, user_pk=people[1].id)
assert len(list(members.list(id=organization.id))) == 65
refused(lambda: members.delete(id=organization.id, user_pk=people[1].id), 404)

removed = list(members.list(id=organization.id, is_deleted=True))
assert [(m.user.id, m.user.first_name) for m in removed] == [(people[1].id, "Deleted")], removed

# Invitations.
invites = owner.organizations.invites
link = invites.get_invite_link()
assert link.token in link.invite_url and link.invite_url.startswith(base_url)
assert owner.organizations.get(id=organization.id).token == link.token
newer = owner.organizations.reset_token()
assert newer.token != link.token and invites.get_invite_link().token == newer.token
assert httpx.get(link.invite_url).status_code == 410, "the old link says that it was reset"
invites.send_email(emails=["bob@example.com"], role="AN")
invitations = f"{base_url}/api/organizations/0/invitations"
asked = httpx.get(invitations, headers={"Authorization": f"Token {legacy}"}).json()
assert [(i["email"], i["status"]) for i in asked["results"]] == [("bob@example.com", "pending")]
invites.revoke_invite(email="bob@example.com")
asked = httpx.get(invitations, headers={"Authorization": f"Token {legacy}"}).json()
assert [i["status"] for i in asked["results"]] == ["revoked"]
refused(lambda: invites.revoke_invite(email="bob@example.com"), 404)
refused(lambda: invites.send_email(emails=["not-an-address"], role="AN"), 400)

# Tokens.
made = owner.tokens.create()
personal = LabelStudio(base_url=base_url, api_key=made.token)
assert personal.users.whoami().id == me.id
assert [o.title for o in personal.organizations.list()] == ["Bees"]
[kept] = owner.tokens.list()
assert made.token.startswith(kept.token) and kept.token.count(".") == 1, "it is shown whole once"
refused(lambda: owner.tokens.create(), 409)
access = owner.tokens.refresh(refresh=made.token).access
whoami = f"{base_url}/api/current-user/whoami"
for headers in [
    {"Authorization": f"Token {legacy}"},
    {"Authorization": f"token {legacy}"},
    {"Authorization": f"Bearer {access}"},
    {"X-Api-Key": legacy},
    {"X-Api-Key": access},
]:
    assert httpx.get(whoami, headers=headers).json()["id"] == me.id, list(headers)
# K75: the wrong word before a token is told, not only refused.
wrong = httpx.get(whoami, headers={"Authorization": f"Token {made.token}"})
assert wrong.status_code == 401 and "Bearer" in wrong.json()["detail"], wrong.text
rotated = owner.tokens.rotate(refresh=made.token).refresh
refused(lambda: LabelStudio(base_url=base_url, api_key=made.token).users.whoami(), 401)
again = LabelStudio(base_url=base_url, api_key=rotated)
assert again.users.whoami().id == me.id
owner.tokens.blacklist(refresh=rotated)
# The access token that the client holds ends with it.
refused(lambda: again.users.whoami(), 401)

# Settings.
assert owner.jwt_settings.get().api_token_ttl_days == 73000
assert owner.jwt_settings.update(api_token_ttl_days=30).api_token_ttl_days == 30
# K76: a kind of token is switched by API, and a refused one says so.
owner.jwt_settings.update(api_token_ttl_days=30, api_tokens_enabled=False)
refused(lambda: owner.tokens.create(), 403)
owner.jwt_settings.update(api_token_ttl_days=30, api_tokens_enabled=True)
assert owner.jwt_settings.get().api_tokens_enabled is True
assert owner.session_policy.update(max_session_age=1000).max_session_age == 1000
assert owner.session_policy.get().max_session_age == 1000

# What is used, and what happened.
users = owner.billing.info().billing_checks.users
assert (users.count, users.total, users.limit, users.reached) == (2, 65, 0, False), users
log = owner.activity_logs.list()
actions = {entry.extra_data["action"] for page in log for entry in page.data}
assert {"role_changed", "member_removed", "invitation_created"} <= actions, actions

# A new legacy token takes the place of the old one at once.
assert owner.users.get_token().token == legacy
renewed = owner.users.reset_token().token
refused(lambda: owner.users.whoami(), 401)
assert LabelStudio(base_url=base_url, api_key=renewed).users.whoami().id == me.id

print("the SDK works unchanged")
