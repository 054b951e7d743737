"""msal and msgraph-sdk, as they come from PyPI, against `sekisho mock graph`. `run` puts the mock in the place of
the real hosts, so that not one default of the clients is touched."""

import asyncio
import json
import logging
import os
import pathlib
import re
import sys
import traceback

import httpx
import msal
from azure.core.exceptions import ClientAuthenticationError
from azure.identity.aio import ClientSecretCredential
from kiota_abstractions.base_request_configuration import RequestConfiguration
from msgraph import GraphServiceClient
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.models.password_profile import PasswordProfile
from msgraph.generated.models.user import User
from msgraph.generated.users.count.count_request_builder import CountRequestBuilder
from msgraph.generated.users.item.user_item_request_builder import UserItemRequestBuilder
from msgraph.generated.users.users_request_builder import UsersRequestBuilder
from msgraph_core.requests.batch_request_content import BatchRequestContent
from msgraph_core.requests.batch_request_item import BatchRequestItem
from msgraph_core.tasks.page_iterator import PageIterator

import graph_mock
from graph_mock import Tenant, being, check

APPLICATION = "11111111-2222-4333-8444-555555555555"
SECRET = os.environ["SEKISHO_GRAPH_SECRET"]
SCOPE = "https://graph.microsoft.com/.default"
GRAPH = "https://graph.microsoft.com/v1.0"
TOKEN_ERRORS = json.loads((pathlib.Path(__file__).parent / "token-errors.json").read_text())

USER_KEYS = {"businessPhones", "displayName", "givenName", "jobTitle", "mail", "mobilePhone", "officeLocation"}
USER_KEYS |= {"preferredLanguage", "surname", "userPrincipalName", "id"}
GUID = r"(?!0{8}-)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


# --- msal ---------------------------------------------------------------------------------------------------------


def application(tenant, secret=SECRET, client_id=APPLICATION):
    return msal.ConfidentialClientApplication(client_id, client_credential=secret, authority=tenant.authority)


def token_of(tenant, scope=SCOPE, **keys):
    return application(tenant, **keys).acquire_token_for_client([scope])


async def tokens():
    tenant = Tenant("py-token")
    client = application(tenant)
    first = client.acquire_token_for_client([SCOPE])
    check("msal: a token is granted", "Bearer", first.get("token_type"))
    check("msal: it lives for an hour", being("3500 to 3600 s", lambda s: 3500 <= s <= 3600), first.get("expires_in"))
    check("msal: where it came from", "identity_provider", first.get("token_source"))
    second = client.acquire_token_for_client([SCOPE])
    check("msal: its cache serves the second", "cache", second.get("token_source"))
    check("msal: it is the same", first.get("access_token"), second.get("access_token"))
    check("msal: the mock granted one", [200], tenant.statuses("POST /token"))
    check("the judge has nothing against msal", [], tenant.complaints())

    brief = Tenant("py-brief", expires_in="60s")
    check("msal: a programmed lifetime", 60, token_of(brief).get("expires_in"))


def errors_of_token(row, got, what):
    """What a row of the sheet says of an error's body."""
    code = row["code"]
    check(f"{what}: error", row["error"], got.get("error"))
    check(f"{what}: error_codes", [code], got.get("error_codes"))
    text = re.compile(
        re.escape(f"AADSTS{code}: {row['says']}") + rf".*Trace ID: {GUID} Correlation ID: {GUID} "
        r"Timestamp: \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ",
        re.DOTALL,
    )
    check(f"{what}: error_description", being(f"/{text.pattern}/", text.fullmatch), got.get("error_description"))
    uri = f"https://login.microsoftonline.com/error?code={code}" if row["uri"] else None
    check(f"{what}: error_uri", uri, got.get("error_uri"))
    ids = [got.get("trace_id"), got.get("correlation_id")]
    check(f"{what}: ids", being("two GUIDs", lambda two: all(re.fullmatch(GUID, id) for id in two)), ids)


async def token_errors():
    for row in TOKEN_ERRORS:
        code = row["code"]
        tenant = Tenant(f"py-aadsts{code}", faults=f"token: AADSTS{code}")
        client = application(tenant)
        errors_of_token(row, client.acquire_token_for_client([SCOPE]), f"msal: programmed AADSTS{code}")
        check(f"msal: status of AADSTS{code}", [row["status"]], tenant.statuses("POST /token"))
        # msal keeps a 400 for a minute and asks again after a 401: the status decides what a client does next.
        again = client.acquire_token_for_client([SCOPE])
        if row["status"] == 400:
            check(f"msal: AADSTS{code} is kept", [code], again.get("error_codes"))
        else:
            check(f"msal: after AADSTS{code} it asks again", "Bearer", again.get("token_type"))


async def token_errors_by_their_cause():
    rows = {row["code"]: row for row in TOKEN_ERRORS}
    other = "99999999-9999-4999-8999-999999999999"
    causes = [
        (7000215, {"secret": "not the secret"}, APPLICATION),
        (7000216, {"secret": None}, ""),
        (700016, {"client_id": other}, other),
        (7000222, {"app": "secret-expired"}, APPLICATION),
        (1002012, {"scope": "https://graph.microsoft.com/User.Read"}, "https://graph.microsoft.com/User.Read"),
        (500011, {"scope": "https://nowhere.example/.default"}, "https://nowhere.example"),
    ]
    for code, cause, named in causes:
        program = {key: cause.pop(key) for key in ["app"] if key in cause}
        got = token_of(Tenant(f"py-cause{code}", **program), **cause)
        errors_of_token(rows[code], got, f"msal: AADSTS{code} by its cause")
        text = got.get("error_description", "")
        check(
            f"msal: AADSTS{code} names what is wrong",
            being(f"names {named!r}", lambda said, named=named: named in said),
            text,
        )
        check(f"msal: AADSTS{code} bears no secret", False, SECRET in text)


async def discovery_errors():
    try:
        got = msal.ConfidentialClientApplication(
            APPLICATION, client_credential=SECRET, authority="https://login.microsoftonline.com/nobody.invalid"
        ).acquire_token_for_client([SCOPE])
    except ValueError as refusal:
        got = str(refusal)
    check(
        "msal: an unknown tenant at discovery",
        being("a doubt about the tenant", lambda said: "check your tenant name or GUID" in said),
        got,
    )


# --- msgraph-sdk --------------------------------------------------------------------------------------------------


class Graph:
    """The SDK as its documentation shows it, on one tenant."""

    def __init__(self, name, **program):
        self.tenant = Tenant(name, **program)

    async def __aenter__(self):
        self.credential = ClientSecretCredential(self.tenant.domain, APPLICATION, SECRET)
        self.client = GraphServiceClient(self.credential)
        return self.tenant, self.client

    async def __aexit__(self, *_):
        await self.credential.close()


def asking(builder, headers=None, **keys):
    """A request's parameters, in the SDK's words."""
    query = getattr(builder, f"{builder.__name__}GetQueryParameters")(**keys)
    configuration = RequestConfiguration(query_parameters=query)
    for name, value in (headers or {}).items():
        configuration.headers.add(name, value)
    return configuration


EVENTUAL = {"ConsistencyLevel": "eventual"}


def users(headers=None, **keys):
    return asking(UsersRequestBuilder, headers, **keys)


def new_user(domain, name, **keys):
    return User(
        account_enabled=True,
        display_name=name.title(),
        mail_nickname=name,
        user_principal_name=f"{name}@{domain}",
        password_profile=PasswordProfile(password="Only-for-this-t3st", force_change_password_next_sign_in=False),
        **keys,
    )


async def refusal(call):
    """Status, code, and message of what Graph refused."""
    try:
        await call
    except ODataError as error:
        return error.response_status_code, error.error.code, error.error.message
    return None, None, "nothing was refused"


async def credential():
    async with Graph("py-identity") as (tenant, graph):
        await graph.users.get()
        await graph.users.get()
        check("azure-identity: one token serves two requests", [200], tenant.statuses("POST /token"))
    wrong = ClientSecretCredential(Tenant("py-identity-wrong").domain, APPLICATION, "not the secret")
    try:
        got = await GraphServiceClient(wrong).users.get()
    except ClientAuthenticationError as error:
        got = str(error)
    await wrong.close()
    check("azure-identity: a wrong secret", being("names AADSTS7000215", lambda said: "AADSTS7000215" in said), got)


async def lists():
    async with Graph("py-list", users=250) as (tenant, graph):
        plain = await graph.users.get()
        check("msgraph: a page has 100 users by default", 100, len(plain.value))
        check("msgraph: and no count unless asked", None, plain.odata_count)

        first = await graph.users.get(users(EVENTUAL, top=120, count=True, select=["id", "userPrincipalName"]))
        check("msgraph: $top is the size of a page", 120, len(first.value))
        check("msgraph: $count with ConsistencyLevel", 250, first.odata_count)
        check("msgraph: what was not selected is absent", None, first.value[0].display_name)
        pages, page = [len(first.value)], first
        while page.odata_next_link:
            page = await graph.users.with_url(page.odata_next_link).get(users(EVENTUAL))
            pages.append(len(page.value))
        check("msgraph: nextLink leads through all pages", [120, 120, 10], pages)
        check("msgraph: the count stands on the first page only", None, page.odata_count)

        number = await graph.users.count.get(asking(CountRequestBuilder, EVENTUAL))
        check("msgraph: /users/$count", 250, number)
        one = await graph.users.get(users(filter=f"userPrincipalName eq 'user00017@{tenant.domain}'"))
        check("msgraph: $filter finds one", [f"user00017@{tenant.domain}"], [u.user_principal_name for u in one.value])
        check("the judge has nothing against how msgraph lists", [], tenant.complaints())
    async with Graph("py-iterate", users=250) as (tenant, graph):
        first = await graph.users.get(users(EVENTUAL, top=120, count=True))
        names, iterator = [], PageIterator(first, graph.request_adapter)
        iterator.headers.add("ConsistencyLevel", "eventual")
        await iterator.iterate(lambda user: names.append(user.user_principal_name) or True)
        check("msgraph: its page iterator meets each user once", (250, 250), (len(names), len(set(names))))
        check("the judge has nothing against how msgraph iterates", [], tenant.complaints())
    async with Graph(
        "py-pages", users=250, faults="GET /users page 2: empty-page; GET /users page 4: expired-page"
    ) as (_, graph):
        pages, page = [], await graph.users.get(users(top=80))
        while page.odata_next_link and len(pages) < 2:
            pages.append(len(page.value))
            page = await graph.users.with_url(page.odata_next_link).get()
        check("msgraph: an empty page in between leads on", ([80, 0], 80), (pages, len(page.value)))
        check(
            "msgraph: an expired page token",
            (400, "Directory_ExpiredPageToken"),
            (await refusal(graph.users.with_url(page.odata_next_link).get()))[:2],
        )


async def one_life():
    async with Graph("py-life") as (tenant, graph):
        made = await graph.users.post(new_user(tenant.domain, "alice", given_name="Alice"))
        check("msgraph: create", ("Alice", f"alice@{tenant.domain}"), (made.display_name, made.user_principal_name))
        check("msgraph: the new id", being("a GUID", lambda id: re.fullmatch(GUID, id)), made.id)
        by_id = graph.users.by_user_id(made.id)
        check(
            "msgraph: patch answers nothing", None, await by_id.patch(User(display_name="Alice A.", department="Sales"))
        )
        chosen = asking(
            UserItemRequestBuilder, select=["displayName", "department", "accountEnabled", "onPremisesImmutableId"]
        )
        now = await by_id.get(chosen)
        check(
            "msgraph: what the patch changed",
            ("Alice A.", "Sales", True, None),
            (now.display_name, now.department, now.account_enabled, now.on_premises_immutable_id),
        )
        await by_id.patch(User(on_premises_immutable_id="4rGAKRlYz02BZbl1xgDEPQ=="))
        check(
            "msgraph: the immutable id is set",
            "4rGAKRlYz02BZbl1xgDEPQ==",
            (await by_id.get(chosen)).on_premises_immutable_id,
        )
        by_name = graph.users.by_user_id(f"alice@{tenant.domain}")
        check("msgraph: found by name", made.id, (await by_name.get()).id)
        check(
            "msgraph: unless selected, the immutable id is absent", None, (await by_id.get()).on_premises_immutable_id
        )

        check("msgraph: delete answers nothing", None, await by_name.delete())
        check(
            "msgraph: who was deleted is not found",
            (
                404,
                "Request_ResourceNotFound",
                f"Resource '{made.id}' does not exist or one of its queried reference-property objects are not present.",
            ),
            await refusal(by_id.get()),
        )
        check(
            "msgraph: but is kept among the deleted",
            [made.id],
            [user.id for user in (await graph.directory.deleted_items.graph_user.get()).value],
        )
        check("the mock's own count", (0, 1), (tenant.fact("users"), tenant.fact("deleted")))
        check("the judge has nothing against how msgraph writes", [], tenant.complaints())


async def misuse():
    """What Graph refuses, and what the judge says of a client that does it."""
    async with Graph("py-advanced", users=1) as (tenant, graph):
        expected = (400, "Request_BadRequest", "$count is not currently supported.")
        check("msgraph: /users/$count without ConsistencyLevel", expected, await refusal(graph.users.count.get()))
        status, code, _ = await refusal(graph.users.get(users(search='"displayName:user"')))
        check("msgraph: $search without ConsistencyLevel", (400, "Request_UnsupportedQuery"), (status, code))
        uncounted = await graph.users.get(users(count=True))
        check(
            "msgraph: $count without ConsistencyLevel is ignored",
            (1, None),
            (len(uncounted.value), uncounted.odata_count),
        )
        check(
            "the judge names ConsistencyLevel", being("one such rule", about("ConsistencyLevel")), tenant.complaints()
        )
    async with Graph("py-twice") as (tenant, graph):
        await graph.users.post(new_user(tenant.domain, "alice"))
        taken = "Another object with the same value for property userPrincipalName already exists."
        again = await refusal(graph.users.post(new_user(tenant.domain, "alice")))
        check("msgraph: the same name again", (400, "Request_BadRequest", taken), again)
        check(
            "the judge names the second creation", being("one such rule", about("created twice")), tenant.complaints()
        )
        stranger = new_user("not-a-domain-of-this-tenant.example", "bob")
        status, code, _ = await refusal(graph.users.post(stranger))
        check("msgraph: a name in a domain that is not the tenant's", (400, "Request_BadRequest"), (status, code))


def about(word):
    """Whether there is one complaint, by a rule that says so."""
    return lambda complaints: len(complaints) == 1 and word in complaints[0]["rule"]


async def domains():
    async with Graph("py-managed") as (tenant, graph):
        domain = await graph.domains.by_domain_id(tenant.domain).get()
        check(
            "msgraph: a managed domain",
            (tenant.domain, "Managed", True),
            (domain.id, domain.authentication_type, domain.is_verified),
        )
        check(
            "msgraph: an unknown domain",
            (404, "Request_ResourceNotFound"),
            (await refusal(graph.domains.by_domain_id("unknown.example").get()))[:2],
        )
        ours = (await graph.organization.get()).value
        check("msgraph: one organization", 1, len(ours))
        check(
            "msgraph: with its domain",
            being(f"{tenant.domain} among them", lambda all: tenant.domain in all),
            [one.name for one in ours[0].verified_domains],
        )
    async with Graph("py-federated", domain="federated") as (tenant, graph):
        domain = await graph.domains.by_domain_id(tenant.domain).get()
        check("msgraph: a federated domain", "Federated", domain.authentication_type)
        check(
            "msgraph: there a user needs an immutable id",
            (400, "Request_BadRequest"),
            (await refusal(graph.users.post(new_user(tenant.domain, "alice"))))[:2],
        )
        made = await graph.users.post(new_user(tenant.domain, "bob", on_premises_immutable_id="Ym9i"))
        check("msgraph: and with one is made", f"bob@{tenant.domain}", made.user_principal_name)


async def follow(graph, page):
    """All users of a delta, and the link to go on with."""
    found = list(page.value)
    while page.odata_next_link:
        page = await graph.users.delta.with_url(page.odata_next_link).get()
        found += page.value
    return found, page.odata_delta_link


async def deltas():
    async with Graph("py-delta", users=230) as (tenant, graph):
        everyone, link = await follow(graph, await graph.users.delta.get())
        check("msgraph: a first delta tells of all", 230, len({user.id for user in everyone}))
        quiet, link = await follow(graph, await graph.users.delta.with_url(link).get())
        check("msgraph: nothing changed since", [], quiet)
        tenant.program(user=f"user00001@{tenant.domain}", display_name="Changed")
        tenant.program(delete=f"user00002@{tenant.domain}")
        await graph.users.post(new_user(tenant.domain, "carol"))
        changes, link = await follow(graph, await graph.users.delta.with_url(link).get())
        told = {user.display_name for user in changes if "@removed" not in user.additional_data}
        removed = [user.additional_data["@removed"] for user in changes if "@removed" in user.additional_data]
        check("msgraph: a delta tells of whom was changed and made", {"Changed", "Carol"}, told)
        check("msgraph: and of whom was deleted", [{"reason": "changed"}], removed)

        tenant.program(faults="GET /users/delta: expired-page, gone")
        expired = await refusal(graph.users.delta.with_url(link).get())
        check(
            "msgraph: an expired delta token",
            being(
                "4xx syncStateNotFound", lambda it: it[0] in range(400, 410) and it[1].lower() == "syncstatenotfound"
            ),
            expired,
        )
        check("msgraph: a forced reset", 410, (await refusal(graph.users.delta.with_url(link).get()))[0])
        afresh, _ = await follow(graph, await graph.users.delta.get())
        check("msgraph: and a delta from the start", 230, len({user.id for user in afresh}))
        check("the judge has nothing against how msgraph follows", [], tenant.complaints())


async def batches():
    async with Graph("py-batch") as (tenant, graph):
        batch, names = BatchRequestContent(), [f"batch{number:02}" for number in range(19)]
        for name in names:
            item = graph.users.to_post_request_information(new_user(tenant.domain, name))
            batch.add_request(name, BatchRequestItem(item, id=name))
        missing = graph.users.by_user_id("nobody").to_get_request_information()
        batch.add_request("missing", BatchRequestItem(missing, id="missing"))
        answer = await graph.batch.post(batch)
        statuses = answer.get_response_status_codes()
        check("msgraph: a batch of 20, each with its status", dict.fromkeys(names, 201) | {"missing": 404}, statuses)
        check("the mock made them", 19, tenant.fact("users"))
        check("the judge has nothing against msgraph's batch", [], tenant.complaints())


async def retried(status):
    async with Graph(f"py-retry{status}", users=3, faults=f"GET /users: {status} after 1s x2") as (tenant, graph):
        got = await graph.users.get()
        check(f"msgraph: after two answers {status} it gets its users", 3, len(got.value))
        check(f"msgraph: what the mock answered at {status}", [status, status, 200], tenant.statuses("GET /users"))
        waited = being("gaps of 1 s at least", lambda gaps: all(gap >= 0.95 for gap in gaps))
        check(f"msgraph: it waited for Retry-After at {status}", waited, tenant.gaps("GET /users"))
        check(f"the judge has nothing against how msgraph waits at {status}", [], tenant.complaints())


async def retried_at_a_date():
    async with Graph("py-retry-date", users=3, faults="GET /users: 503 until 2s") as (tenant, graph):
        await graph.users.get()
        check("msgraph: Retry-After as a date", [503, 200], tenant.statuses("GET /users"))
        check("the judge has nothing against how msgraph reads a date", [], tenant.complaints())


async def retried_write():
    async with Graph("py-retry-write", faults="POST /users: 429 after 1s") as (tenant, graph):
        await graph.users.post(new_user(tenant.domain, "dave"))
        check("msgraph: a create is retried", [429, 201], tenant.statuses("POST /users"))
        check("and made once", 1, tenant.fact("users"))


async def given_up():
    async with Graph("py-storm", faults="GET /users: always 429 after 1s") as (tenant, graph):
        status, code, _ = await refusal(graph.users.get())
        check("msgraph: a storm ends its patience", (429, "TooManyRequests"), (status, code))
        check("msgraph: after three retries", [429] * 4, tenant.statuses("GET /users"))


async def retries():
    """Side by side, since they wait in earnest."""
    parts = (retried(429), retried(503), retried(504), retried_at_a_date(), retried_write(), given_up())
    for ended in await asyncio.gather(*parts, return_exceptions=True):
        if ended is not None:
            raise ended


# --- the shapes of the wire ---------------------------------------------------------------------------------------


async def shapes():
    tenant = Tenant("py-shapes", users=3)
    token = token_of(tenant)["access_token"]
    async with httpx.AsyncClient() as http:
        await shapes_of_tokens(tenant, http)
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as http:
        await shapes_of_users(tenant, http)
        await shapes_of_errors(tenant, http)
        await shapes_of_batches(tenant, http)


async def shapes_of_tokens(tenant, http):
    """What msal never does: refusals by causes of its own, and the secret as HTTP Basic."""
    rows = {row["code"]: row for row in TOKEN_ERRORS}
    form = {"grant_type": "client_credentials", "client_id": APPLICATION, "client_secret": SECRET, "scope": SCOPE}

    async def ask(domain=tenant.domain, query="", **options):
        return await http.post(f"https://login.microsoftonline.com/{domain}/oauth2/v2.0/token{query}", **options)

    for code, domain, wrong, named in [
        (90002, "nobody.invalid", {}, "nobody.invalid"),
        (900023, "not_a_domain", {}, "not_a_domain"),
        (700038, tenant.domain, {"client_id": "not-a-guid"}, "not-a-guid"),
        (70003, tenant.domain, {"grant_type": "horse_trade"}, "horse_trade"),
        (900144, tenant.domain, {"grant_type": None}, "grant_type"),
        (7000216, tenant.domain, {"client_secret": None}, ""),
    ]:
        fields = {name: value for name, value in (form | wrong).items() if value is not None}
        answer = await ask(domain, data=fields)
        check(f"wire: status of AADSTS{code} by its cause", rows[code]["status"], answer.status_code)
        errors_of_token(rows[code], answer.json(), f"wire: AADSTS{code} by its cause")
        text = answer.json().get("error_description", "")
        check(f"wire: AADSTS{code} names it", being(f"names {named!r}", lambda said, named=named: named in said), text)

    answer = await ask(query="?client-request-id=12345678-1234-4234-8234-123456789012", data=form)
    keys = {"token_type", "expires_in", "ext_expires_in", "access_token"}
    check("wire: a token, whatever the query says", (200, keys), (answer.status_code, set(answer.json())))
    rest = {name: form[name] for name in ("grant_type", "scope")}
    basic = await ask(data=rest, auth=(APPLICATION, SECRET))
    check("wire: a secret as HTTP Basic", (200, keys), (basic.status_code, set(basic.json())))


async def shapes_of_users(tenant, http):
    answer = await http.get(f"{GRAPH}/users?$top=2")
    check("wire: keys of a list", {"@odata.context", "@odata.nextLink", "value"}, set(answer.json()))
    check("wire: context of a list", f"{GRAPH}/$metadata#users", answer.json()["@odata.context"])
    check("wire: default keys of a user", USER_KEYS, set(answer.json()["value"][0]))
    link = httpx.URL(answer.json()["@odata.nextLink"])
    check(
        "wire: nextLink keeps the query and adds a token",
        ("2", True),
        (link.params.get("$top"), "$skiptoken" in link.params),
    )
    kind = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
    check("wire: Content-Type", kind, answer.headers.get("content-type"))
    chosen = await http.get(f"{GRAPH}/users?$select=displayName")
    check("wire: $select in the context", f"{GRAPH}/$metadata#users(displayName)", chosen.json()["@odata.context"])
    check(
        "wire: keys of one user",
        USER_KEYS | {"@odata.context"},
        set((await http.get(f"{GRAPH}/users/user00001@{tenant.domain}")).json()),
    )
    counted = await http.get(f"{GRAPH}/users/$count", headers=EVENTUAL)
    check(
        "wire: $count is a plain number",
        ("text/plain", "3"),
        (counted.headers["content-type"].split(";")[0], counted.text.lstrip("\ufeff")),
    )


async def shapes_of_errors(tenant, http):
    mine = "12345678-1234-4234-8234-123456789012"
    answer = await http.get(f"{GRAPH}/users/nobody", headers={"client-request-id": mine})
    error = answer.json()["error"]
    check("wire: keys of an error", ({"error"}, {"code", "message", "innerError"}), (set(answer.json()), set(error)))
    inner = error["innerError"]
    check("wire: keys of innerError", {"date", "request-id", "client-request-id"}, set(inner))
    check(
        "wire: its date has no zone",
        being("2025-02-13T10:17:05", lambda it: re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", it)),
        inner["date"],
    )
    check(
        "wire: client-request-id is echoed",
        (mine, mine),
        (inner["client-request-id"], answer.headers.get("client-request-id")),
    )
    check("wire: request-id", answer.headers.get("request-id"), inner["request-id"])
    taken = await http.post(
        f"{GRAPH}/users",
        json={
            "accountEnabled": True,
            "displayName": "Taken",
            "mailNickname": "taken",
            "passwordProfile": {"password": "Only-for-this-t3st"},
            "userPrincipalName": f"user00001@{tenant.domain}",
        },
    )
    details = [(one.get("code"), one.get("target")) for one in taken.json()["error"].get("details", [])]
    check("wire: details of a name that is taken", [("ObjectConflict", "userPrincipalName")], details)
    async with httpx.AsyncClient() as stranger:
        none = await stranger.get(f"{GRAPH}/users")
    check(
        "wire: no token",
        (401, "InvalidAuthenticationToken", "Access token is empty."),
        (none.status_code, none.json()["error"]["code"], none.json()["error"]["message"]),
    )
    tenant.program(faults="GET /users: 429 after 10s; GET /organization: 503")
    busy = await http.get(f"{GRAPH}/users")
    check(
        "wire: 429",
        (429, "10", "TooManyRequests"),
        (busy.status_code, busy.headers.get("retry-after"), busy.json()["error"]["code"]),
    )
    down = await http.get(f"{GRAPH}/organization")
    check(
        "wire: 503",
        (503, None, "serviceNotAvailable"),
        (down.status_code, down.headers.get("retry-after"), down.json()["error"]["code"]),
    )
    tenant.program(faults="")


async def shapes_of_batches(tenant, http):
    def item(id, **keys):
        return {"id": id, "method": "GET", "url": "/users?$top=1", **keys}

    async def batch(*requests):
        answer = await http.post(f"{GRAPH}/$batch", json={"requests": requests})
        return answer.status_code, {one["id"]: one for one in answer.json().get("responses", [])}

    name = f"user00003@{tenant.domain}"
    change = {"method": "PATCH", "url": f"/users/{name}", "headers": {"Content-Type": "application/json"}}
    status, items = await batch(
        item("1"),
        item("2", url="users/nobody"),
        item("3", **change, body={"displayName": "Three"}),
        item("4", **change, body={"displayName": "Four"}, dependsOn=["2"]),
    )
    check(
        "wire: statuses of a batch with a failed dependency",
        (200, {"1": 200, "2": 404, "3": 204, "4": 424}),
        (status, {id: one["status"] for id, one in sorted(items.items())}),
    )
    check("wire: an item without a body", False, "body" in items["3"])
    check("wire: what depended on the failed one was not done", "Three", tenant.fact(f"user:{name}:displayName"))
    check(
        "wire: the most in a batch is 20",
        (200, 400),
        ((await batch(*map(item, map(str, range(20)))))[0], (await batch(*map(item, map(str, range(21)))))[0]),
    )
    check("wire: ids differ in more than case", 400, (await batch(item("a"), item("A")))[0])
    tenant.program(faults="item GET /users: 429 after 7s")
    status, items = await batch(item("1"), item("2", url="/organization"))
    headers = {name.lower(): value for name, value in items["1"]["headers"].items()}
    check(
        "wire: an item's own 429 and Retry-After in an envelope that is 200",
        (200, 429, "7", 200),
        (status, items["1"]["status"], headers.get("retry-after"), items["2"]["status"]),
    )


async def main():
    msal_parts = (tokens, token_errors, token_errors_by_their_cause, discovery_errors)
    graph_parts = (credential, lists, one_life, misuse, domains, deltas, batches, retries, shapes)
    # One after the other: msgraph-sdk loads its models where they are first used, and holds up whatever else goes on.
    for part in msal_parts + graph_parts:
        try:
            await part()
        except Exception as error:  # a finding, and no other part's end
            check(f"{part.__name__} goes to its end", None, error)
            traceback.print_exc(limit=-4, chain=False, file=sys.stdout)


logging.disable()
asyncio.run(main())
sys.exit(graph_mock.failed > 0)
