"""The real Python SDK against a Muster server: every call of people administration, and what came of it.

Usage: contract.py BASE_URL LEGACY_TOKEN. The token's holder owns an organization of his own.
"""

import sys

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
taken = refused(lambda: owner.users.create(username="p0", email="P0@example.com"), 400)
assert "email" in taken["validation_errors"], taken

# Members.
listed = [m.user.id for m in owner.organizations.members.list(id=organization.id, page_size=30)]
assert len(listed) == len(set(listed)) == 66, len(listed)
members = owner.organizations.members
assert members.update(id=organization.id, user_id=ann.id, role="RE").role == "RE"
reviewers = list(members.list(id=organization.id, role="RE"))
assert [m.user.id for m in reviewers] == [ann.id]
refused(lambda: members.update(id=organization.id, user_id=ann.id, role="OW"), 403)
refused(lambda: members.update(id=organization.id, user_id=me.id, role="AN"), 403)
members.delete(id=organization.id, user_pk=people[1].id)
assert len(list(members.list(id=organization.id))) == 65
refused(lambda: members.delete(id=organization.id, user_pk=people[1].id), 404)

# Invitations.
invites = owner.organizations.invites
link = invites.get_invite_link()
assert link.token in link.invite_url and link.invite_url.startswith(base_url)
invites.send_email(emails=["bob@example.com"], role="AN")
invites.revoke_invite(email="bob@example.com")
refused(lambda: invites.revoke_invite(email="bob@example.com"), 404)
refused(lambda: invites.send_email(emails=["not-an-address"], role="AN"), 400)

# Tokens.
made = owner.tokens.create()
personal = LabelStudio(base_url=base_url, api_key=made.token)
assert personal.users.whoami().id == me.id
assert [o.title for o in personal.organizations.list()] == ["Bees"]
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
assert owner.session_policy.update(max_session_age=1000).max_session_age == 1000
assert owner.session_policy.get().max_session_age == 1000

# What is used, and what happened.
users = owner.billing.info().billing_checks.users
assert (users.count, users.total, users.limit, users.reached) == (2, 65, 0, False), users
log = owner.activity_logs.list()
actions = {entry.extra_data["action"] for page in log for entry in page.data}
assert {"role_changed", "member_removed", "invitation_created"} <= actions, actions

print("the SDK works unchanged")
