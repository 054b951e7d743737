#compdef sekisho

autoload -U is-at-least

_sekisho() {
    typeset -A opt_args
    typeset -a _arguments_options
    local ret=1

    if is-at-least 5.2; then
        _arguments_options=(-s -S -C)
    else
        _arguments_options=(-s -C)
    fi

    local context curcontext="$curcontext" state line
    _arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:(auto always never)' \
'-t+[The server under test\: a name of a shipped target, or a target file]:TARGET:_default' \
'--target=[The server under test\: a name of a shipped target, or a target file]:TARGET:_default' \
'-f+[Only cases whose name holds this\: \`lock/\`, \`windows/matrix\`]:TEXT:_default' \
'--filter=[Only cases whose name holds this\: \`lock/\`, \`windows/matrix\`]:TEXT:_default' \
'*--channel=[Only this channel; can be given several times]:CHANNEL:_default' \
'*--vendor=[Play this RADIUS client\: a vendor profile by name or file, or \`all\`. The cases of RADIUS are carried out once as each, and no others; can be given several times]:VENDOR:_default' \
'*--tag=[Only scenarios with this tag; can be given several times]:TAG:_default' \
'-j+[How many cases run side by side \[default\: 4 per core\]]:N:_default' \
'--jobs=[How many cases run side by side \[default\: 4 per core\]]:N:_default' \
'--seed=[The seed of an earlier run, to repeat it]:HEX:_default' \
'--waivers=[A file of known failures to let off, each with a reason]:FILE:_files' \
'--min-coverage=[Fail if less than this share of the catalog'\''s active codes is asserted]:PERCENT:_default' \
'--retries=[How often a case that fails is tried again; one that then passes is flaky]:N:_default' \
'--out=[The folder for record and reports]:DIR:_files' \
'--record=[Where the run record goes instead \[default\: DIR/record.jsonl\]]:FILE:_files' \
'--junit=[Where the JUnit report goes instead \[default\: DIR/junit.xml\]]:FILE:_files' \
'--json=[Where the JSON report goes instead \[default\: DIR/report.json\]]:FILE:_files' \
'--slow[Scenarios with the tag \`slow\`, too]' \
'--list[List what would run, and what would be skipped and why, without running it]' \
'--no-flaky[Count flaky cases as failures]' \
'-v[Show more\: the reason of each skipped case]' \
'--verbose[Show more\: the reason of each skipped case]' \
'-q[Show only what failed, and the result]' \
'--quiet[Show only what failed, and the result]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'::what -- Scenarios by name, folders of scenarios, or files; all, if none is given:_default' \
'::start_args -- Further arguments for the process that the target file starts:_default' \
":: :_sekisho_commands" \
"*::: :->sekisho" \
&& ret=0
    case $state in
    (sekisho)
        words=($line[3] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:sekisho-command-$line[3]:"
        case $line[3] in
            (run)
_arguments "${_arguments_options[@]}" : \
'-t+[The server under test\: a name of a shipped target, or a target file]:TARGET:_default' \
'--target=[The server under test\: a name of a shipped target, or a target file]:TARGET:_default' \
'-f+[Only cases whose name holds this\: \`lock/\`, \`windows/matrix\`]:TEXT:_default' \
'--filter=[Only cases whose name holds this\: \`lock/\`, \`windows/matrix\`]:TEXT:_default' \
'*--channel=[Only this channel; can be given several times]:CHANNEL:_default' \
'*--vendor=[Play this RADIUS client\: a vendor profile by name or file, or \`all\`. The cases of RADIUS are carried out once as each, and no others; can be given several times]:VENDOR:_default' \
'*--tag=[Only scenarios with this tag; can be given several times]:TAG:_default' \
'-j+[How many cases run side by side \[default\: 4 per core\]]:N:_default' \
'--jobs=[How many cases run side by side \[default\: 4 per core\]]:N:_default' \
'--seed=[The seed of an earlier run, to repeat it]:HEX:_default' \
'--waivers=[A file of known failures to let off, each with a reason]:FILE:_files' \
'--min-coverage=[Fail if less than this share of the catalog'\''s active codes is asserted]:PERCENT:_default' \
'--retries=[How often a case that fails is tried again; one that then passes is flaky]:N:_default' \
'--out=[The folder for record and reports]:DIR:_files' \
'--record=[Where the run record goes instead \[default\: DIR/record.jsonl\]]:FILE:_files' \
'--junit=[Where the JUnit report goes instead \[default\: DIR/junit.xml\]]:FILE:_files' \
'--json=[Where the JSON report goes instead \[default\: DIR/report.json\]]:FILE:_files' \
'--color=[When to use colour]:WHEN:(auto always never)' \
'--slow[Scenarios with the tag \`slow\`, too]' \
'--list[List what would run, and what would be skipped and why, without running it]' \
'--no-flaky[Count flaky cases as failures]' \
'-v[Show more\: the reason of each skipped case]' \
'--verbose[Show more\: the reason of each skipped case]' \
'-q[Show only what failed, and the result]' \
'--quiet[Show only what failed, and the result]' \
'-h[Print help]' \
'--help[Print help]' \
'*::what -- Scenarios by name, folders of scenarios, or files; all, if none is given:_default' \
&& ret=0
;;
(try)
_arguments "${_arguments_options[@]}" : \
'--as=[The user who acts; made for this and removed after it, unless \`--user\` states credentials]:USER:_default' \
'*--user=[Credentials of a user whom the server knows\: \`pattern=0,14,12\`, \`password=…\`, \`phrase=…\`]:KEY=VALUE:_default' \
'--channel=[The channel; the first that the target binds the action for, if not given]:CHANNEL:_default' \
'*--with=[Arguments of the action\: \`answer=wrong\`, \`password=…\`, \`ticket=…\`]:KEY=VALUE:_default' \
'-t+[The server\: a name of a shipped target, or a target file]:TARGET:_default' \
'--target=[The server\: a name of a shipped target, or a target file]:TARGET:_default' \
'--color=[When to use colour]:WHEN:(auto always never)' \
'-v[Show set-up, clean-up and markers, too]' \
'--verbose[Show set-up, clean-up and markers, too]' \
'-h[Print help]' \
'--help[Print help]' \
':action -- The action, as the target file names it:_default' \
'*::start_args -- Further arguments for the process that the target file starts:_default' \
&& ret=0
;;
(load)
_arguments "${_arguments_options[@]}" : \
'-t+[The server\: a name of a shipped target, or a target file]:TARGET:_default' \
'--target=[The server\: a name of a shipped target, or a target file]:TARGET:_default' \
'--channel=[The channel; the scenario'\''s first that the target has, if none is given]:CHANNEL:_default' \
'--rate=[Begin so many logins a second\: \`500\`, or \`0..500 over 30s, 500 for 1m\`]:RATE:_default' \
'--arrivals=[How logins are spread at a rate]:HOW:((even\:"One after another at the same distance"
poisson\:"As of many people who know nothing of each other"))' \
'--users=[So many users at a time; with --rate, connections that are there before the first login]:N:_default' \
'(--rate)--think=[How long a user waits after a login]:DURATION:_default' \
'-d+[How long to measure]:DURATION:_default' \
'--duration=[How long to measure]:DURATION:_default' \
'--warm-up=[What comes before, and is not counted]:DURATION:_default' \
'--accounts=[How many accounts to make, which log in in turn, none twice at a time]:N:_default' \
'--max-in-flight=[At a rate, logins beyond so many at a time are not begun, but counted as dropped]:N:_default' \
'--generators=[Threads that generate load, each on a core of its own]:N:_default' \
'--seed=[The seed of users and arrivals]:SEED:_default' \
'--json=[Write the figures as JSON]:FILE:_files' \
'--color=[When to use colour]:WHEN:(auto always never)' \
'--fresh-connections[A new connection for each login]' \
'-q[No line for each second]' \
'--quiet[No line for each second]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
':journey -- The journey\: a scenario by name or file, which each login carries out:_default' \
'*::start_args -- Further arguments of the process that the target starts:_default' \
&& ret=0
;;
(check)
_arguments "${_arguments_options[@]}" : \
'-t+[The target whose catalog and actions scenarios are checked against\: codes, channels and actions of a scenario are right or wrong for one product only]:TARGET:_default' \
'--target=[The target whose catalog and actions scenarios are checked against\: codes, channels and actions of a scenario are right or wrong for one product only]:TARGET:_default' \
'--color=[When to use colour]:WHEN:(auto always never)' \
'-h[Print help]' \
'--help[Print help]' \
'*::files -- Files or folders; all shipped scenarios, targets and vendor profiles, if none is given:_files' \
&& ret=0
;;
(catalog)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:(auto always never)' \
'-h[Print help]' \
'--help[Print help]' \
":: :_sekisho__subcmd__catalog_commands" \
"*::: :->catalog" \
&& ret=0

    case $state in
    (catalog)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:sekisho-catalog-command-$line[1]:"
        case $line[1] in
            (list)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:(auto always never)' \
'-h[Print help]' \
'--help[Print help]' \
'::name -- A catalog, or `outcomes`:_default' \
&& ret=0
;;
(show)
_arguments "${_arguments_options[@]}" : \
'--catalog=[The catalog]:CATALOG:_default' \
'--color=[When to use colour]:WHEN:(auto always never)' \
'-h[Print help]' \
'--help[Print help]' \
':code -- The code:_default' \
&& ret=0
;;
(export)
_arguments "${_arguments_options[@]}" : \
'--format=[The format]:FORMAT:((json\:"A JSON array of objects"
csv\:"CSV with a head line"
md\:"A Markdown table"))' \
'--color=[When to use colour]:WHEN:(auto always never)' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'::name -- The catalog:_default' \
&& ret=0
;;
(coverage)
_arguments "${_arguments_options[@]}" : \
'--record=[The record of the run]:FILE:_files' \
'-t+[The target of the run \[default\: as the record names it\]]:TARGET:_default' \
'--target=[The target of the run \[default\: as the record names it\]]:TARGET:_default' \
'--color=[When to use colour]:WHEN:(auto always never)' \
'--missing[Only codes that were not asserted]' \
'-h[Print help]' \
'--help[Print help]' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_sekisho__subcmd__catalog__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:sekisho-catalog-help-command-$line[1]:"
        case $line[1] in
            (list)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(show)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(export)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(coverage)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
;;
(explain)
_arguments "${_arguments_options[@]}" : \
'-t+[The target whose catalog it is]:TARGET:_default' \
'--target=[The target whose catalog it is]:TARGET:_default' \
'--color=[When to use colour]:WHEN:(auto always never)' \
'-h[Print help]' \
'--help[Print help]' \
':code -- The code\: 54106:_default' \
&& ret=0
;;
(serve)
_arguments "${_arguments_options[@]}" : \
'--http=[Where it answers HTTP; port 0 takes a free one]:ADDR:_default' \
'--tls=[Where it answers HTTPS as well; port 0 takes a free one. Client certificates are asked for and not demanded]:ADDR:_default' \
'--tls-ca=[Where it leaves the certificate that clients must trust, made anew at each start; the ready line says where if none is given \[default\: a temporary file\]]:FILE:_files' \
'--radius=[Where it answers RADIUS; the environment variable SEKISHO_RADIUS_SECRET holds what its clients share with it]:ADDR:_default' \
'--radius-accounting=[Where it answers RADIUS accounting]:ADDR:_default' \
'*--radius-client=[Who may ask over RADIUS\: an address, then perhaps \`,require-message-authenticator\` and \`,limit-proxy-state\`; can be given several times \[default\: 127.0.0.1\]]:IP[,…]:_default' \
'--profile=[Write what the RADIUS client sent as a vendor profile, in the end\: \`run --vendor FILE\` replays it. With several clients each has a file of its own, by its address]:FILE:_files' \
'--control=[Where it takes control commands (clock, dependencies, markers)\: loopback only]:ADDR:_default' \
'*--syslog=[Where it sends its log\: \`tcp\://host\:port\`, \`udp\://host\:port\`; can be given several times]:URL:_default' \
'--log-file=[A file that it appends its log to]:FILE:_files' \
'--login-protection=[Where it asks when users last released logins by the phone\: \`http\://host\:port\`, such as that of \`sekisho mock login-protection\`]:URL:_default' \
'--face=[What the face service'\''s portal handed out, such as the file of \`sekisho mock face --credentials-out\`\: logins over the web go on there where the policy has face recognition on]:FILE:_files' \
'--entra-login=[Where Entra ID signs in, for syncs\: that of \`sekisho mock graph\`, say. Without this and \`--entra-graph\` nobody outside is ever called \[default\: https\://login.microsoftonline.com\]]:URL:_default' \
'--entra-graph=[Where Microsoft Graph answers \[default\: https\://graph.microsoft.com\]]:URL:_default' \
'--entra-ca=[A PEM file of authorities that are trusted there beside the system'\''s, such as that of \`sekisho mock graph\`]:FILE:_files' \
'*--plant=[A fault at the emitter for one code\: \`54106=wrong-level\`, \`-code\`, \`-message\`, \`-severity\`, \`-detail\`, \`lost\`, \`doubled\`, \`dormant-code\`, \`reserved-code\`]:CODE=FAULT:_default' \
'*--force=[A decision of the rules that is forced\: \`ticket-unused=true\`]:RULE=BOOL:_default' \
'--seed=[Draws tickets and tables from a seed instead of the system'\''s entropy\: for tests only]:HEX:_default' \
'--color=[When to use colour]:WHEN:(auto always never)' \
'--until-eof[End when standard input ends\: for programs that start this one]' \
'-h[Print help]' \
'--help[Print help]' \
':name -- The server\: `passlogic`:(passlogic)' \
&& ret=0
;;
(vendors)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:(auto always never)' \
'-h[Print help]' \
'--help[Print help]' \
'*::names -- Profiles to show whole, by name or file\: each fact with its source; a line for each profile, if none is given:_default' \
&& ret=0
;;
(mock)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:(auto always never)' \
'-h[Print help]' \
'--help[Print help]' \
":: :_sekisho__subcmd__mock_commands" \
"*::: :->mock" \
&& ret=0

    case $state in
    (mock)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:sekisho-mock-command-$line[1]:"
        case $line[1] in
            (login-protection)
_arguments "${_arguments_options[@]}" : \
'--listen=[Where it answers HTTP, on loopback; port 0 takes a free one]:ADDR:_default' \
'--color=[When to use colour]:WHEN:(auto always never)' \
'--until-eof[End when standard input ends\: for programs that start this one]' \
'-h[Print help]' \
'--help[Print help]' \
&& ret=0
;;
(graph)
_arguments "${_arguments_options[@]}" : \
'--listen=[Where it answers HTTPS, on loopback; port 0 takes a free one]:ADDR:_default' \
'--control=[Where it is programmed, on loopback; port 0 takes a free one]:ADDR:_default' \
'(--http)--ca-out=[Where to leave the certificate that clients must trust, made anew at each start; the ready line says where if none is given \[default\: a temporary file\]]:FILE:_files' \
'--seed=[What identifiers, people and orders are drawn from\: the same seed gives the same answers]:HEX:_default' \
'--app=[The application that may sign in]:GUID:_default' \
'*--tenant=[A tenant that is there from the start, with so many users\: \`contoso.example\`, \`contoso.example=1000\`; can be given several times]:DOMAIN[=USERS]:_default' \
'--color=[When to use colour]:WHEN:(auto always never)' \
'--http[Plain HTTP instead of HTTPS\: for clients that would rather not check a certificate. Many refuse it]' \
'--until-eof[End when standard input ends\: for programs that start this one]' \
'-h[Print help]' \
'--help[Print help]' \
&& ret=0
;;
(face)
_arguments "${_arguments_options[@]}" : \
'--listen=[Where it answers browsers, on loopback; port 0 takes a free one]:ADDR:_default' \
'--control=[Where it is programmed, on loopback; port 0 takes a free one]:ADDR:_default' \
'--profile=[What the service calls things, its algorithms, lifetimes and results; without it, what is assumed of it]:FILE:_files' \
'--credentials-out=[Where to leave what the service'\''s portal would hand to a login server\: its keys, which nobody else may read. Without it, a temporary file, which ends with the mock]:FILE:_files' \
'*--redirect=[The beginning of URLs beyond this machine to which browsers may be sent back\: \`https\://login.example.com/\`]:URL:_default' \
'--color=[When to use colour]:WHEN:(auto always never)' \
'--until-eof[End when standard input ends\: for programs that start this one]' \
'-h[Print help]' \
'--help[Print help]' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_sekisho__subcmd__mock__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:sekisho-mock-help-command-$line[1]:"
        case $line[1] in
            (login-protection)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(graph)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(face)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
;;
(clean)
_arguments "${_arguments_options[@]}" : \
'-t+[The target that it ran against]:TARGET:_default' \
'--target=[The target that it ran against]:TARGET:_default' \
'--color=[When to use colour]:WHEN:(auto always never)' \
'-h[Print help]' \
'--help[Print help]' \
'::record -- The record of the killed run:_files' \
&& ret=0
;;
(report)
_arguments "${_arguments_options[@]}" : \
'--junit=[Write a JUnit report]:FILE:_files' \
'--json=[Write a JSON report]:FILE:_files' \
'--color=[When to use colour]:WHEN:(auto always never)' \
'-v[Show more\: the reason of each skipped case]' \
'--verbose[Show more\: the reason of each skipped case]' \
'-h[Print help]' \
'--help[Print help]' \
'::record -- The record of the run:_files' \
&& ret=0
;;
(schema)
_arguments "${_arguments_options[@]}" : \
'--out=[Write all of them into this folder]:DIR:_files' \
'--color=[When to use colour]:WHEN:(auto always never)' \
'-h[Print help]' \
'--help[Print help]' \
'::name -- The format\: target, scenario, flow, vendor, waivers, catalog, catalog-index, outcomes:_default' \
&& ret=0
;;
(completions)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:(auto always never)' \
'-h[Print help]' \
'--help[Print help]' \
':shell -- The shell:(bash elvish fish powershell zsh)' \
&& ret=0
;;
(man)
_arguments "${_arguments_options[@]}" : \
'--out=[Write the pages of all commands into this folder]:DIR:_files' \
'--color=[When to use colour]:WHEN:(auto always never)' \
'-h[Print help]' \
'--help[Print help]' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_sekisho__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:sekisho-help-command-$line[1]:"
        case $line[1] in
            (run)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(try)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(load)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(check)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(catalog)
_arguments "${_arguments_options[@]}" : \
":: :_sekisho__subcmd__help__subcmd__catalog_commands" \
"*::: :->catalog" \
&& ret=0

    case $state in
    (catalog)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:sekisho-help-catalog-command-$line[1]:"
        case $line[1] in
            (list)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(show)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(export)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(coverage)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
(explain)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(serve)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(vendors)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(mock)
_arguments "${_arguments_options[@]}" : \
":: :_sekisho__subcmd__help__subcmd__mock_commands" \
"*::: :->mock" \
&& ret=0

    case $state in
    (mock)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:sekisho-help-mock-command-$line[1]:"
        case $line[1] in
            (login-protection)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(graph)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(face)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
(clean)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(report)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(schema)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(completions)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(man)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
}

(( $+functions[_sekisho_commands] )) ||
_sekisho_commands() {
    local commands; commands=(
'run:Run scenarios against a target and check what it emits' \
'try:Carry out one action and show the whole exchange' \
'load:Put load on a target\: how many logins it takes, how fast, each answer checked' \
'check:Check files without any network\: scenarios, flows, targets, vendor profiles, waivers, catalogs' \
'catalog:Look at catalogs\: list, show, export, coverage' \
'explain:Say what a code means, why it comes, what to do, and which scenarios provoke it' \
'serve:Run the embedded reference server for others to call' \
'vendors:List the RADIUS clients that \`--vendor\` plays, with what of each rests on a public source' \
'mock:Run one of the outside services that servers call, told by tests what to answer' \
'clean:Remove from a target what a killed run left there' \
'report:Build the reports of an earlier run from its record' \
'schema:Print or write the JSON Schemas of the file formats' \
'completions:Print a completion script for a shell' \
'man:Print the manual page, or write the pages of all commands into a folder' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'sekisho commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__catalog_commands] )) ||
_sekisho__subcmd__catalog_commands() {
    local commands; commands=(
'list:List all catalogs, the codes of one, or \`outcomes\`' \
'show:Show one code whole' \
'export:Print a whole catalog as data' \
'coverage:Show which codes a run asserted, only saw, or never saw, and which no scenario expects' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'sekisho catalog commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__catalog__subcmd__coverage_commands] )) ||
_sekisho__subcmd__catalog__subcmd__coverage_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho catalog coverage commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__catalog__subcmd__export_commands] )) ||
_sekisho__subcmd__catalog__subcmd__export_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho catalog export commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__catalog__subcmd__help_commands] )) ||
_sekisho__subcmd__catalog__subcmd__help_commands() {
    local commands; commands=(
'list:List all catalogs, the codes of one, or \`outcomes\`' \
'show:Show one code whole' \
'export:Print a whole catalog as data' \
'coverage:Show which codes a run asserted, only saw, or never saw, and which no scenario expects' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'sekisho catalog help commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__catalog__subcmd__help__subcmd__coverage_commands] )) ||
_sekisho__subcmd__catalog__subcmd__help__subcmd__coverage_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho catalog help coverage commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__catalog__subcmd__help__subcmd__export_commands] )) ||
_sekisho__subcmd__catalog__subcmd__help__subcmd__export_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho catalog help export commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__catalog__subcmd__help__subcmd__help_commands] )) ||
_sekisho__subcmd__catalog__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho catalog help help commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__catalog__subcmd__help__subcmd__list_commands] )) ||
_sekisho__subcmd__catalog__subcmd__help__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho catalog help list commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__catalog__subcmd__help__subcmd__show_commands] )) ||
_sekisho__subcmd__catalog__subcmd__help__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho catalog help show commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__catalog__subcmd__list_commands] )) ||
_sekisho__subcmd__catalog__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho catalog list commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__catalog__subcmd__show_commands] )) ||
_sekisho__subcmd__catalog__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho catalog show commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__check_commands] )) ||
_sekisho__subcmd__check_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho check commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__clean_commands] )) ||
_sekisho__subcmd__clean_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho clean commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__completions_commands] )) ||
_sekisho__subcmd__completions_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho completions commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__explain_commands] )) ||
_sekisho__subcmd__explain_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho explain commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__help_commands] )) ||
_sekisho__subcmd__help_commands() {
    local commands; commands=(
'run:Run scenarios against a target and check what it emits' \
'try:Carry out one action and show the whole exchange' \
'load:Put load on a target\: how many logins it takes, how fast, each answer checked' \
'check:Check files without any network\: scenarios, flows, targets, vendor profiles, waivers, catalogs' \
'catalog:Look at catalogs\: list, show, export, coverage' \
'explain:Say what a code means, why it comes, what to do, and which scenarios provoke it' \
'serve:Run the embedded reference server for others to call' \
'vendors:List the RADIUS clients that \`--vendor\` plays, with what of each rests on a public source' \
'mock:Run one of the outside services that servers call, told by tests what to answer' \
'clean:Remove from a target what a killed run left there' \
'report:Build the reports of an earlier run from its record' \
'schema:Print or write the JSON Schemas of the file formats' \
'completions:Print a completion script for a shell' \
'man:Print the manual page, or write the pages of all commands into a folder' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'sekisho help commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__help__subcmd__catalog_commands] )) ||
_sekisho__subcmd__help__subcmd__catalog_commands() {
    local commands; commands=(
'list:List all catalogs, the codes of one, or \`outcomes\`' \
'show:Show one code whole' \
'export:Print a whole catalog as data' \
'coverage:Show which codes a run asserted, only saw, or never saw, and which no scenario expects' \
    )
    _describe -t commands 'sekisho help catalog commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__help__subcmd__catalog__subcmd__coverage_commands] )) ||
_sekisho__subcmd__help__subcmd__catalog__subcmd__coverage_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho help catalog coverage commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__help__subcmd__catalog__subcmd__export_commands] )) ||
_sekisho__subcmd__help__subcmd__catalog__subcmd__export_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho help catalog export commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__help__subcmd__catalog__subcmd__list_commands] )) ||
_sekisho__subcmd__help__subcmd__catalog__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho help catalog list commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__help__subcmd__catalog__subcmd__show_commands] )) ||
_sekisho__subcmd__help__subcmd__catalog__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho help catalog show commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__help__subcmd__check_commands] )) ||
_sekisho__subcmd__help__subcmd__check_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho help check commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__help__subcmd__clean_commands] )) ||
_sekisho__subcmd__help__subcmd__clean_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho help clean commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__help__subcmd__completions_commands] )) ||
_sekisho__subcmd__help__subcmd__completions_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho help completions commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__help__subcmd__explain_commands] )) ||
_sekisho__subcmd__help__subcmd__explain_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho help explain commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__help__subcmd__help_commands] )) ||
_sekisho__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho help help commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__help__subcmd__load_commands] )) ||
_sekisho__subcmd__help__subcmd__load_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho help load commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__help__subcmd__man_commands] )) ||
_sekisho__subcmd__help__subcmd__man_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho help man commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__help__subcmd__mock_commands] )) ||
_sekisho__subcmd__help__subcmd__mock_commands() {
    local commands; commands=(
'login-protection:The service to which a phone app releases its user'\''s logins' \
'graph:Microsoft Graph and the sign-in of Entra ID\: users, delta, batches, throttling, and faults on order' \
'face:The service that recognizes faces\: browsers are sent there with a signed and encrypted request, and come back with an answer' \
    )
    _describe -t commands 'sekisho help mock commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__help__subcmd__mock__subcmd__face_commands] )) ||
_sekisho__subcmd__help__subcmd__mock__subcmd__face_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho help mock face commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__help__subcmd__mock__subcmd__graph_commands] )) ||
_sekisho__subcmd__help__subcmd__mock__subcmd__graph_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho help mock graph commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__help__subcmd__mock__subcmd__login-protection_commands] )) ||
_sekisho__subcmd__help__subcmd__mock__subcmd__login-protection_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho help mock login-protection commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__help__subcmd__report_commands] )) ||
_sekisho__subcmd__help__subcmd__report_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho help report commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__help__subcmd__run_commands] )) ||
_sekisho__subcmd__help__subcmd__run_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho help run commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__help__subcmd__schema_commands] )) ||
_sekisho__subcmd__help__subcmd__schema_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho help schema commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__help__subcmd__serve_commands] )) ||
_sekisho__subcmd__help__subcmd__serve_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho help serve commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__help__subcmd__try_commands] )) ||
_sekisho__subcmd__help__subcmd__try_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho help try commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__help__subcmd__vendors_commands] )) ||
_sekisho__subcmd__help__subcmd__vendors_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho help vendors commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__load_commands] )) ||
_sekisho__subcmd__load_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho load commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__man_commands] )) ||
_sekisho__subcmd__man_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho man commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__mock_commands] )) ||
_sekisho__subcmd__mock_commands() {
    local commands; commands=(
'login-protection:The service to which a phone app releases its user'\''s logins' \
'graph:Microsoft Graph and the sign-in of Entra ID\: users, delta, batches, throttling, and faults on order' \
'face:The service that recognizes faces\: browsers are sent there with a signed and encrypted request, and come back with an answer' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'sekisho mock commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__mock__subcmd__face_commands] )) ||
_sekisho__subcmd__mock__subcmd__face_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho mock face commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__mock__subcmd__graph_commands] )) ||
_sekisho__subcmd__mock__subcmd__graph_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho mock graph commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__mock__subcmd__help_commands] )) ||
_sekisho__subcmd__mock__subcmd__help_commands() {
    local commands; commands=(
'login-protection:The service to which a phone app releases its user'\''s logins' \
'graph:Microsoft Graph and the sign-in of Entra ID\: users, delta, batches, throttling, and faults on order' \
'face:The service that recognizes faces\: browsers are sent there with a signed and encrypted request, and come back with an answer' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'sekisho mock help commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__mock__subcmd__help__subcmd__face_commands] )) ||
_sekisho__subcmd__mock__subcmd__help__subcmd__face_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho mock help face commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__mock__subcmd__help__subcmd__graph_commands] )) ||
_sekisho__subcmd__mock__subcmd__help__subcmd__graph_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho mock help graph commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__mock__subcmd__help__subcmd__help_commands] )) ||
_sekisho__subcmd__mock__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho mock help help commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__mock__subcmd__help__subcmd__login-protection_commands] )) ||
_sekisho__subcmd__mock__subcmd__help__subcmd__login-protection_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho mock help login-protection commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__mock__subcmd__login-protection_commands] )) ||
_sekisho__subcmd__mock__subcmd__login-protection_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho mock login-protection commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__report_commands] )) ||
_sekisho__subcmd__report_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho report commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__run_commands] )) ||
_sekisho__subcmd__run_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho run commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__schema_commands] )) ||
_sekisho__subcmd__schema_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho schema commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__serve_commands] )) ||
_sekisho__subcmd__serve_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho serve commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__try_commands] )) ||
_sekisho__subcmd__try_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho try commands' commands "$@"
}
(( $+functions[_sekisho__subcmd__vendors_commands] )) ||
_sekisho__subcmd__vendors_commands() {
    local commands; commands=()
    _describe -t commands 'sekisho vendors commands' commands "$@"
}

if [ "$funcstack[1]" = "_sekisho" ]; then
    _sekisho "$@"
else
    compdef _sekisho sekisho
fi
