// @azure/msal-node and @microsoft/microsoft-graph-client, as they come from npm, against `sekisho mock graph`. `run`
// puts the mock in the place of the real hosts, so that not one default of the clients is touched.
"use strict";

const { isDeepStrictEqual } = require("node:util");
const { ConfidentialClientApplication } = require("@azure/msal-node");
const {
  BatchRequestContent,
  BatchResponseContent,
  Client,
  PageIterator,
} = require("@microsoft/microsoft-graph-client");
const tokenErrors = require("./token-errors.json");

const clientId = "11111111-2222-4333-8444-555555555555";
const secret = process.env.SEKISHO_GRAPH_SECRET;
const scopes = ["https://graph.microsoft.com/.default"];
const eventual = { ConsistencyLevel: "eventual" };

let failed = 0;

/** Says whether `got` is `expected`, which may be a pair of words and a test. */
function check(what, expected, got) {
  const [words, test] = expected?.test
    ? [expected.words, expected.test]
    : [show(expected), (it) => isDeepStrictEqual(it, expected)];
  let good = false;
  try {
    good = Boolean(test(got));
  } catch {
    // What cannot even be looked at is not as expected.
  }
  failed += good ? 0 : 1;
  console.log(`${good ? "ok     " : "FAILED "} ${what}: expected ${words}, got ${show(got)}`);
}

const being = (words, test) => ({ words, test });
const naming = (text) => being(`names ${text}`, (said) => said.includes(text));
const show = (it) => (JSON.stringify(it) ?? "nothing").slice(0, 400);

/** One tenant of the mock: a domain of its own, so that no check meets another's users or faults. */
class Tenant {
  static async of(name, program = {}) {
    const tenant = new Tenant();
    tenant.domain = `${name}.example`;
    await tenant.program(program);
    return tenant;
  }

  program(keys) {
    return this.#ask("", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(keys),
    });
  }

  async seen(what) {
    const { seen } = await this.#ask("/seen?after=0&wait_ms=0");
    return seen.filter((one) => one.what === what);
  }

  async statuses(what) {
    return (await this.seen(what)).map((one) => one.status);
  }

  /** Seconds between requests of that wording. */
  async gaps(what) {
    const seen = await this.seen(what);
    return seen.slice(1).map((one, index) => (one.at_ms - seen[index].at_ms) / 1000);
  }

  async fact(name) {
    return (await this.#ask(`/facts?fact=${encodeURIComponent(name)}`)).facts[name];
  }

  /** What the mock has against the client. */
  async complaints() {
    return (await this.#ask("/verdict")).complaints;
  }

  async #ask(rest, init) {
    const answer = await fetch(`${process.env.GRAPH_CONTROL}/control/${encodeURIComponent(this.domain)}${rest}`, init);
    if (!answer.ok) throw new Error(`the mock refuses ${init?.body}: ${await answer.text()}`);
    return answer.json();
  }
}

// --- msal-node -------------------------------------------------------------------------------------------------------

function application(tenant, auth = {}) {
  const authority = `https://login.microsoftonline.com/${tenant.domain}`;
  return new ConfidentialClientApplication({ auth: { clientId, clientSecret: secret, authority, ...auth } });
}

/** What a call throws. */
async function thrown(call) {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return { message: "nothing was thrown" };
}

async function tokens() {
  const tenant = await Tenant.of("js-token");
  const app = application(tenant);
  const first = await app.acquireTokenByClientCredential({ scopes });
  check("msal-node: a token is granted", "Bearer", first.tokenType);
  const seconds = (first.expiresOn.getTime() - Date.now()) / 1000;
  check(
    "msal-node: it lives for an hour",
    being("3500 to 3600 s", (it) => it > 3500 && it <= 3600),
    seconds,
  );
  const second = await app.acquireTokenByClientCredential({ scopes });
  check("msal-node: its cache serves the second", [false, true], [first.fromCache, second.fromCache]);
  check("msal-node: the mock granted one", [200], await tenant.statuses("POST /token"));
  check("the judge has nothing against msal-node", [], await tenant.complaints());
}

async function tokenErrorsOfTheSheet() {
  for (const row of tokenErrors) {
    const tenant = await Tenant.of(`js-aadsts${row.code}`, { faults: `token: AADSTS${row.code}` });
    const app = application(tenant);
    const error = await thrown(() => app.acquireTokenByClientCredential({ scopes }));
    check(
      `msal-node: programmed AADSTS${row.code}`,
      ["ServerError", row.error, row.code],
      [error.name, error.errorCode, Number(error.errorNo)],
    );
    check(`msal-node: text of AADSTS${row.code}`, naming(`AADSTS${row.code}: ${row.says}`), error.errorMessage);
    check(`msal-node: status of AADSTS${row.code}`, [row.status], await tenant.statuses("POST /token"));
    const token = await app.acquireTokenByClientCredential({ scopes });
    check(`msal-node: after AADSTS${row.code} all is well`, "Bearer", token.tokenType);
  }
}

async function tokenErrorsByTheirCause() {
  const other = "99999999-9999-4999-8999-999999999999";
  const causes = [
    [7000215, { clientSecret: "not the secret" }, scopes, clientId],
    [700016, { clientId: other }, scopes, other],
    [1002012, {}, ["https://graph.microsoft.com/User.Read"], "https://graph.microsoft.com/User.Read"],
    [500011, {}, ["https://nowhere.example/.default"], "https://nowhere.example"],
  ];
  for (const [code, auth, wanted, named] of causes) {
    const app = application(await Tenant.of(`js-cause${code}`), auth);
    const error = await thrown(() => app.acquireTokenByClientCredential({ scopes: wanted }));
    check(`msal-node: AADSTS${code} by its cause`, code, Number(error.errorNo));
    check(`msal-node: AADSTS${code} names what is wrong`, naming(named), error.errorMessage);
  }
}

// --- the Graph client ------------------------------------------------------------------------------------------------

async function graphOf(name, program) {
  const tenant = await Tenant.of(name, program);
  const app = application(tenant);
  const getAccessToken = async () => (await app.acquireTokenByClientCredential({ scopes })).accessToken;
  return [tenant, Client.initWithMiddleware({ authProvider: { getAccessToken } })];
}

const newUser = (domain, name, more = {}) => ({
  accountEnabled: true,
  displayName: name,
  mailNickname: name,
  userPrincipalName: `${name}@${domain}`,
  passwordProfile: { password: "Only-for-this-t3st", forceChangePasswordNextSignIn: false },
  ...more,
});

/** Status and code of what Graph refused. */
async function refusal(call) {
  const error = await thrown(call);
  return [error.statusCode, error.code];
}

async function lists() {
  const [tenant, graph] = await graphOf("js-list", { users: 250 });
  const first = await graph.api("/users").headers(eventual).count(true).top(120).select("id,userPrincipalName").get();
  check("graph-client: a page, its size and the count", [120, 250], [first.value.length, first["@odata.count"]]);
  check("graph-client: what was selected", ["id", "userPrincipalName"], Object.keys(first.value[0]).sort());
  const names = [];
  const pages = new PageIterator(graph, first, (user) => names.push(user.userPrincipalName), { headers: eventual });
  await pages.iterate();
  check("graph-client: its page iterator meets each user once", [250, 250], [names.length, new Set(names).size]);
  check(
    "graph-client: pages as the mock saw them",
    [1, 1, 1],
    await Promise.all(
      ["GET /users", "GET /users page 2", "GET /users page 3"].map(async (what) => (await tenant.seen(what)).length),
    ),
  );
  check("graph-client: /users/$count", 250, Number(await graph.api("/users/$count").headers(eventual).get()));
  const found = await graph.api("/users").filter(`userPrincipalName eq 'user00017@${tenant.domain}'`).get();
  check(
    "graph-client: $filter finds one",
    [`user00017@${tenant.domain}`],
    found.value.map((user) => user.userPrincipalName),
  );
  check("graph-client: one token serves all", [200], await tenant.statuses("POST /token"));
  check("the judge has nothing against how graph-client lists", [], await tenant.complaints());

  const [, gaps] = await graphOf("js-pages", { users: 250, faults: "GET /users page 2: empty-page" });
  const met = [];
  await new PageIterator(gaps, await gaps.api("/users").get(), (user) => met.push(user.id)).iterate();
  check("graph-client: an empty page in between leads on", [250, 250], [met.length, new Set(met).size]);
}

async function oneLife() {
  const [tenant, graph] = await graphOf("js-life");
  const made = await graph.api("/users").post(newUser(tenant.domain, "alice"));
  check("graph-client: create", `alice@${tenant.domain}`, made.userPrincipalName);
  await graph
    .api(`/users/${made.id}`)
    .patch({ displayName: "Alice A.", onPremisesImmutableId: "4rGAKRlYz02BZbl1xgDEPQ==" });
  const now = await graph.api(`/users/${made.id}`).select("displayName,onPremisesImmutableId").get();
  check(
    "graph-client: what the patch changed",
    ["Alice A.", "4rGAKRlYz02BZbl1xgDEPQ=="],
    [now.displayName, now.onPremisesImmutableId],
  );
  await graph.api(`/users/${made.id}`).patch({ onPremisesImmutableId: null });
  const cleared = await graph.api(`/users/${made.id}`).select("onPremisesImmutableId").get();
  check("graph-client: the immutable id is taken away", null, cleared.onPremisesImmutableId);
  await graph.api(`/users/alice@${tenant.domain}`).delete();
  const gone = await thrown(() => graph.api(`/users/${made.id}`).get());
  check("graph-client: who was deleted is not found", [404, "Request_ResourceNotFound"], [gone.statusCode, gone.code]);
  check(
    "graph-client: the error's date and id",
    [true, true],
    [!Number.isNaN(gone.date.getTime()), /^[0-9a-f-]{36}$/.test(gone.requestId)],
  );
  check("the mock's own count", [0, 1], [await tenant.fact("users"), await tenant.fact("deleted")]);

  const domain = await graph.api(`/domains/${tenant.domain}`).get();
  check("graph-client: the domain", [tenant.domain, "Managed"], [domain.id, domain.authenticationType]);
  const organization = await graph.api("/organization").get();
  check(
    "graph-client: the organization's domain",
    true,
    organization.value[0].verifiedDomains.some((one) => one.name === tenant.domain),
  );
  check("the judge has nothing against how graph-client writes", [], await tenant.complaints());
}

/** What Graph refuses, and what the judge says of a client that does it. */
async function misuse() {
  const rules = async (tenant) => (await tenant.complaints()).map((complaint) => complaint.rule);
  const one = (word) => being(`one rule about ${word}`, (all) => all.length === 1 && all[0].includes(word));
  const [counted, lax] = await graphOf("js-advanced", { users: 1 });
  const refused = await refusal(() => lax.api("/users/$count").get());
  check("graph-client: /users/$count without ConsistencyLevel", [400, "Request_BadRequest"], refused);
  check("the judge names ConsistencyLevel", one("ConsistencyLevel"), await rules(counted));

  const [tenant, graph] = await graphOf("js-twice");
  await graph.api("/users").post(newUser(tenant.domain, "alice"));
  const taken = await thrown(() => graph.api("/users").post(newUser(tenant.domain, "alice")));
  const details = JSON.parse(taken.body ?? "{}").details?.[0]?.code;
  const expected = [400, "Request_BadRequest", "ObjectConflict"];
  check("graph-client: the same name again", expected, [taken.statusCode, taken.code, details]);
  check("the judge names the second creation", one("created twice"), await rules(tenant));
}

/** All users of a delta, and the link to go on with. */
async function follow(graph, from) {
  const users = [];
  const pages = new PageIterator(graph, await graph.api(from).get(), (user) => users.push(user));
  await pages.iterate();
  return [users, pages.getDeltaLink()];
}

async function deltas() {
  const [tenant, graph] = await graphOf("js-delta", { users: 230 });
  const [everyone, link] = await follow(graph, "/users/delta");
  check("graph-client: a first delta tells of all", 230, new Set(everyone.map((user) => user.id)).size);
  await tenant.program({ user: `user00001@${tenant.domain}`, display_name: "Changed" });
  await tenant.program({ delete: `user00002@${tenant.domain}` });
  const [changes, later] = await follow(graph, link);
  check(
    "graph-client: a delta tells of whom was changed",
    ["Changed"],
    changes.filter((user) => !user["@removed"]).map((user) => user.displayName),
  );
  check(
    "graph-client: and of whom was deleted",
    [{ reason: "changed" }],
    changes.filter((user) => user["@removed"]).map((user) => user["@removed"]),
  );
  await tenant.program({ faults: "GET /users/delta: expired-page, gone" });
  const [status, code] = await refusal(() => graph.api(later).get());
  check(
    "graph-client: an expired delta token",
    [true, "syncstatenotfound"],
    [status >= 400 && status < 410, code?.toLowerCase()],
  );
  check("graph-client: a forced reset", 410, (await refusal(() => graph.api(later).get()))[0]);
  check("the judge has nothing against how graph-client follows", [], await tenant.complaints());
}

/** Posts a batch of such steps: `[id, method, path, body, id of what it depends on]`. */
async function batch(graph, steps) {
  const content = new BatchRequestContent(
    steps.map(([id, method, path, body, after]) => ({
      id,
      request: new Request(`https://graph.microsoft.com${path}`, {
        method,
        body: body && JSON.stringify(body),
        headers: body && { "Content-Type": "application/json" },
      }),
      dependsOn: after ? [after] : undefined,
    })),
  );
  return new BatchResponseContent(await graph.api("/$batch").post(await content.getContent()));
}

const statusesOf = (answer) =>
  Object.fromEntries([...answer.getResponses()].map(([id, one]) => [id, one.status]).sort());

async function batches() {
  const [tenant, graph] = await graphOf("js-batch", { users: 3 });
  const [one, two, three] = [1, 2, 3].map((number) => `/users/user0000${number}@${tenant.domain}`);
  const serial = await batch(graph, [
    ["1", "PATCH", one, { displayName: "One" }],
    ["2", "GET", "/users/nobody", undefined, "1"],
    ["3", "PATCH", two, { displayName: "Two" }, "2"],
    ["4", "PATCH", three, { displayName: "Three" }, "3"],
  ]);
  check("graph-client: a batch with a failed dependency", { 1: 204, 2: 404, 3: 424, 4: 424 }, statusesOf(serial));
  const refused = await serial.getResponseById("2").json();
  check("graph-client: an item's own error", "Request_ResourceNotFound", refused.error?.code);
  check(
    "what came before was done, and after it nothing",
    ["One", false],
    [
      await tenant.fact(`user:user00001@${tenant.domain}:displayName`),
      (await tenant.fact(`user:user00002@${tenant.domain}:displayName`)) === "Two",
    ],
  );

  const names = Array.from({ length: 20 }, (_, number) => `batch${String(number).padStart(2, "0")}`);
  const parallel = await batch(
    graph,
    names.map((name) => [name, "POST", "/users", newUser(tenant.domain, name)]),
  );
  check(
    "graph-client: a batch of 20 creates",
    Object.fromEntries(names.map((name) => [name, 201])),
    statusesOf(parallel),
  );
  const made = await parallel.getResponseById(names[7]).json();
  check("graph-client: a body of its own", `${names[7]}@${tenant.domain}`, made.userPrincipalName);

  await tenant.program({ faults: `item PATCH ${one}: 429 after 7s` });
  const throttled = await batch(graph, [
    ["1", "PATCH", one, { displayName: "Uno" }],
    ["2", "GET", "/organization"],
  ]);
  check(
    "graph-client: an item's own 429",
    [429, "7", 200],
    [
      throttled.getResponseById("1").status,
      throttled.getResponseById("1").headers.get("Retry-After"),
      throttled.getResponseById("2").status,
    ],
  );
}

async function retries() {
  const waits = being("gaps of 1 s at least", (gaps) => gaps.every((gap) => gap >= 0.95));
  for (const status of [429, 503, 504]) {
    const [tenant, graph] = await graphOf(`js-retry${status}`, {
      users: 3,
      faults: `GET /users: ${status} after 1s x2`,
    });
    check(
      `graph-client: after two answers ${status} it gets its users`,
      3,
      (await graph.api("/users").get()).value.length,
    );
    check(
      `graph-client: what the mock answered at ${status}`,
      [status, status, 200],
      await tenant.statuses("GET /users"),
    );
    check(`graph-client: it waited for Retry-After at ${status}`, waits, await tenant.gaps("GET /users"));
    check(`the judge has nothing against how graph-client waits at ${status}`, [], await tenant.complaints());
  }
  const [until, dated] = await graphOf("js-retry-date", { users: 3, faults: "GET /users: 503 until 2s" });
  await dated.api("/users").get();
  check("graph-client: Retry-After as a date", [503, 200], await until.statuses("GET /users"));
  const [tenant, graph] = await graphOf("js-retry-write", { faults: "POST /users: 429 after 1s" });
  await graph.api("/users").post(newUser(tenant.domain, "dave"));
  check("graph-client: a create is retried", [429, 201], await tenant.statuses("POST /users"));
  check("and made once", 1, await tenant.fact("users"));
  const [storm, patient] = await graphOf("js-storm", { faults: "GET /users: always 429 after 1s" });
  check(
    "graph-client: a storm ends its patience",
    [429, "TooManyRequests"],
    await refusal(() => patient.api("/users").get()),
  );
  check("graph-client: after three retries", [429, 429, 429, 429], await storm.statuses("GET /users"));
}

/** One part's end by an error is a finding, and no other part's end. */
const guarded = (part) => part().catch((error) => check(`${part.name} goes to its end`, undefined, error.stack));

const parts = [
  tokens,
  tokenErrorsOfTheSheet,
  tokenErrorsByTheirCause,
  lists,
  oneLife,
  misuse,
  deltas,
  batches,
  retries,
];
Promise.all(parts.map(guarded)).then(() => process.exit(failed > 0 ? 1 : 0));
