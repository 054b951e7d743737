# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_sekisho_global_optspecs
    string join \n color= t/target= f/filter= channel= vendor= tag= slow list j/jobs= seed= waivers= min-coverage= retries= no-flaky out= record= junit= json= v/verbose q/quiet h/help V/version
end

function __fish_sekisho_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_sekisho_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_sekisho_using_subcommand
    set -l cmd (__fish_sekisho_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c sekisho -n "__fish_sekisho_needs_command" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sekisho -n "__fish_sekisho_needs_command" -s t -l target -d 'The server under test: a name of a shipped target, or a target file' -r
complete -c sekisho -n "__fish_sekisho_needs_command" -s f -l filter -d 'Only cases whose name holds this: `lock/`, `windows/matrix`' -r
complete -c sekisho -n "__fish_sekisho_needs_command" -l channel -d 'Only this channel; can be given several times' -r
complete -c sekisho -n "__fish_sekisho_needs_command" -l vendor -d 'Play this RADIUS client: a vendor profile by name or file, or `all`. The cases of RADIUS are carried out once as each, and no others; can be given several times' -r
complete -c sekisho -n "__fish_sekisho_needs_command" -l tag -d 'Only scenarios with this tag; can be given several times' -r
complete -c sekisho -n "__fish_sekisho_needs_command" -s j -l jobs -d 'How many cases run side by side [default: 4 per core]' -r
complete -c sekisho -n "__fish_sekisho_needs_command" -l seed -d 'The seed of an earlier run, to repeat it' -r
complete -c sekisho -n "__fish_sekisho_needs_command" -l waivers -d 'A file of known failures to let off, each with a reason' -r -F
complete -c sekisho -n "__fish_sekisho_needs_command" -l min-coverage -d 'Fail if less than this share of the catalog\'s active codes is asserted' -r
complete -c sekisho -n "__fish_sekisho_needs_command" -l retries -d 'How often a case that fails is tried again; one that then passes is flaky' -r
complete -c sekisho -n "__fish_sekisho_needs_command" -l out -d 'The folder for record and reports' -r -F
complete -c sekisho -n "__fish_sekisho_needs_command" -l record -d 'Where the run record goes instead [default: DIR/record.jsonl]' -r -F
complete -c sekisho -n "__fish_sekisho_needs_command" -l junit -d 'Where the JUnit report goes instead [default: DIR/junit.xml]' -r -F
complete -c sekisho -n "__fish_sekisho_needs_command" -l json -d 'Where the JSON report goes instead [default: DIR/report.json]' -r -F
complete -c sekisho -n "__fish_sekisho_needs_command" -l slow -d 'Scenarios with the tag `slow`, too'
complete -c sekisho -n "__fish_sekisho_needs_command" -l list -d 'List what would run, and what would be skipped and why, without running it'
complete -c sekisho -n "__fish_sekisho_needs_command" -l no-flaky -d 'Count flaky cases as failures'
complete -c sekisho -n "__fish_sekisho_needs_command" -s v -l verbose -d 'Show more: the reason of each skipped case'
complete -c sekisho -n "__fish_sekisho_needs_command" -s q -l quiet -d 'Show only what failed, and the result'
complete -c sekisho -n "__fish_sekisho_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sekisho -n "__fish_sekisho_needs_command" -s V -l version -d 'Print version'
complete -c sekisho -n "__fish_sekisho_needs_command" -a "run" -d 'Run scenarios against a target and check what it emits'
complete -c sekisho -n "__fish_sekisho_needs_command" -a "try" -d 'Carry out one action and show the whole exchange'
complete -c sekisho -n "__fish_sekisho_needs_command" -a "load" -d 'Put load on a target: how many logins it takes, how fast, each answer checked'
complete -c sekisho -n "__fish_sekisho_needs_command" -a "check" -d 'Check files without any network: scenarios, flows, targets, vendor profiles, waivers, catalogs'
complete -c sekisho -n "__fish_sekisho_needs_command" -a "catalog" -d 'Look at catalogs: list, show, export, coverage'
complete -c sekisho -n "__fish_sekisho_needs_command" -a "explain" -d 'Say what a code means, why it comes, what to do, and which scenarios provoke it'
complete -c sekisho -n "__fish_sekisho_needs_command" -a "serve" -d 'Run the embedded reference server for others to call'
complete -c sekisho -n "__fish_sekisho_needs_command" -a "vendors" -d 'List the RADIUS clients that `--vendor` plays, with what of each rests on a public source'
complete -c sekisho -n "__fish_sekisho_needs_command" -a "mock" -d 'Run one of the outside services that servers call, told by tests what to answer'
complete -c sekisho -n "__fish_sekisho_needs_command" -a "clean" -d 'Remove from a target what a killed run left there'
complete -c sekisho -n "__fish_sekisho_needs_command" -a "report" -d 'Build the reports of an earlier run from its record'
complete -c sekisho -n "__fish_sekisho_needs_command" -a "schema" -d 'Print or write the JSON Schemas of the file formats'
complete -c sekisho -n "__fish_sekisho_needs_command" -a "completions" -d 'Print a completion script for a shell'
complete -c sekisho -n "__fish_sekisho_needs_command" -a "man" -d 'Print the manual page, or write the pages of all commands into a folder'
complete -c sekisho -n "__fish_sekisho_needs_command" -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sekisho -n "__fish_sekisho_using_subcommand run" -s t -l target -d 'The server under test: a name of a shipped target, or a target file' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand run" -s f -l filter -d 'Only cases whose name holds this: `lock/`, `windows/matrix`' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand run" -l channel -d 'Only this channel; can be given several times' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand run" -l vendor -d 'Play this RADIUS client: a vendor profile by name or file, or `all`. The cases of RADIUS are carried out once as each, and no others; can be given several times' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand run" -l tag -d 'Only scenarios with this tag; can be given several times' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand run" -s j -l jobs -d 'How many cases run side by side [default: 4 per core]' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand run" -l seed -d 'The seed of an earlier run, to repeat it' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand run" -l waivers -d 'A file of known failures to let off, each with a reason' -r -F
complete -c sekisho -n "__fish_sekisho_using_subcommand run" -l min-coverage -d 'Fail if less than this share of the catalog\'s active codes is asserted' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand run" -l retries -d 'How often a case that fails is tried again; one that then passes is flaky' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand run" -l out -d 'The folder for record and reports' -r -F
complete -c sekisho -n "__fish_sekisho_using_subcommand run" -l record -d 'Where the run record goes instead [default: DIR/record.jsonl]' -r -F
complete -c sekisho -n "__fish_sekisho_using_subcommand run" -l junit -d 'Where the JUnit report goes instead [default: DIR/junit.xml]' -r -F
complete -c sekisho -n "__fish_sekisho_using_subcommand run" -l json -d 'Where the JSON report goes instead [default: DIR/report.json]' -r -F
complete -c sekisho -n "__fish_sekisho_using_subcommand run" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sekisho -n "__fish_sekisho_using_subcommand run" -l slow -d 'Scenarios with the tag `slow`, too'
complete -c sekisho -n "__fish_sekisho_using_subcommand run" -l list -d 'List what would run, and what would be skipped and why, without running it'
complete -c sekisho -n "__fish_sekisho_using_subcommand run" -l no-flaky -d 'Count flaky cases as failures'
complete -c sekisho -n "__fish_sekisho_using_subcommand run" -s v -l verbose -d 'Show more: the reason of each skipped case'
complete -c sekisho -n "__fish_sekisho_using_subcommand run" -s q -l quiet -d 'Show only what failed, and the result'
complete -c sekisho -n "__fish_sekisho_using_subcommand run" -s h -l help -d 'Print help'
complete -c sekisho -n "__fish_sekisho_using_subcommand try" -l as -d 'The user who acts; made for this and removed after it, unless `--user` states credentials' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand try" -l user -d 'Credentials of a user whom the server knows: `pattern=0,14,12`, `password=…`, `phrase=…`' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand try" -l channel -d 'The channel; the first that the target binds the action for, if not given' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand try" -l with -d 'Arguments of the action: `answer=wrong`, `password=…`, `ticket=…`' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand try" -s t -l target -d 'The server: a name of a shipped target, or a target file' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand try" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sekisho -n "__fish_sekisho_using_subcommand try" -s v -l verbose -d 'Show set-up, clean-up and markers, too'
complete -c sekisho -n "__fish_sekisho_using_subcommand try" -s h -l help -d 'Print help'
complete -c sekisho -n "__fish_sekisho_using_subcommand load" -s t -l target -d 'The server: a name of a shipped target, or a target file' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand load" -l channel -d 'The channel; the scenario\'s first that the target has, if none is given' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand load" -l rate -d 'Begin so many logins a second: `500`, or `0..500 over 30s, 500 for 1m`' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand load" -l arrivals -d 'How logins are spread at a rate' -r -f -a "even\t'One after another at the same distance'
poisson\t'As of many people who know nothing of each other'"
complete -c sekisho -n "__fish_sekisho_using_subcommand load" -l users -d 'So many users at a time; with --rate, connections that are there before the first login' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand load" -l think -d 'How long a user waits after a login' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand load" -s d -l duration -d 'How long to measure' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand load" -l warm-up -d 'What comes before, and is not counted' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand load" -l accounts -d 'How many accounts to make, which log in in turn, none twice at a time' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand load" -l max-in-flight -d 'At a rate, logins beyond so many at a time are not begun, but counted as dropped' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand load" -l generators -d 'Threads that generate load, each on a core of its own' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand load" -l seed -d 'The seed of users and arrivals' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand load" -l json -d 'Write the figures as JSON' -r -F
complete -c sekisho -n "__fish_sekisho_using_subcommand load" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sekisho -n "__fish_sekisho_using_subcommand load" -l fresh-connections -d 'A new connection for each login'
complete -c sekisho -n "__fish_sekisho_using_subcommand load" -s q -l quiet -d 'No line for each second'
complete -c sekisho -n "__fish_sekisho_using_subcommand load" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sekisho -n "__fish_sekisho_using_subcommand check" -s t -l target -d 'The target whose catalog and actions scenarios are checked against: codes, channels and actions of a scenario are right or wrong for one product only' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand check" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sekisho -n "__fish_sekisho_using_subcommand check" -s h -l help -d 'Print help'
complete -c sekisho -n "__fish_sekisho_using_subcommand catalog; and not __fish_seen_subcommand_from list show export coverage help" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sekisho -n "__fish_sekisho_using_subcommand catalog; and not __fish_seen_subcommand_from list show export coverage help" -s h -l help -d 'Print help'
complete -c sekisho -n "__fish_sekisho_using_subcommand catalog; and not __fish_seen_subcommand_from list show export coverage help" -f -a "list" -d 'List all catalogs, the codes of one, or `outcomes`'
complete -c sekisho -n "__fish_sekisho_using_subcommand catalog; and not __fish_seen_subcommand_from list show export coverage help" -f -a "show" -d 'Show one code whole'
complete -c sekisho -n "__fish_sekisho_using_subcommand catalog; and not __fish_seen_subcommand_from list show export coverage help" -f -a "export" -d 'Print a whole catalog as data'
complete -c sekisho -n "__fish_sekisho_using_subcommand catalog; and not __fish_seen_subcommand_from list show export coverage help" -f -a "coverage" -d 'Show which codes a run asserted, only saw, or never saw, and which no scenario expects'
complete -c sekisho -n "__fish_sekisho_using_subcommand catalog; and not __fish_seen_subcommand_from list show export coverage help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sekisho -n "__fish_sekisho_using_subcommand catalog; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sekisho -n "__fish_sekisho_using_subcommand catalog; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c sekisho -n "__fish_sekisho_using_subcommand catalog; and __fish_seen_subcommand_from show" -l catalog -d 'The catalog' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand catalog; and __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sekisho -n "__fish_sekisho_using_subcommand catalog; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c sekisho -n "__fish_sekisho_using_subcommand catalog; and __fish_seen_subcommand_from export" -l format -d 'The format' -r -f -a "json\t'A JSON array of objects'
csv\t'CSV with a head line'
md\t'A Markdown table'"
complete -c sekisho -n "__fish_sekisho_using_subcommand catalog; and __fish_seen_subcommand_from export" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sekisho -n "__fish_sekisho_using_subcommand catalog; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sekisho -n "__fish_sekisho_using_subcommand catalog; and __fish_seen_subcommand_from coverage" -l record -d 'The record of the run' -r -F
complete -c sekisho -n "__fish_sekisho_using_subcommand catalog; and __fish_seen_subcommand_from coverage" -s t -l target -d 'The target of the run [default: as the record names it]' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand catalog; and __fish_seen_subcommand_from coverage" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sekisho -n "__fish_sekisho_using_subcommand catalog; and __fish_seen_subcommand_from coverage" -l missing -d 'Only codes that were not asserted'
complete -c sekisho -n "__fish_sekisho_using_subcommand catalog; and __fish_seen_subcommand_from coverage" -s h -l help -d 'Print help'
complete -c sekisho -n "__fish_sekisho_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "list" -d 'List all catalogs, the codes of one, or `outcomes`'
complete -c sekisho -n "__fish_sekisho_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show one code whole'
complete -c sekisho -n "__fish_sekisho_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "export" -d 'Print a whole catalog as data'
complete -c sekisho -n "__fish_sekisho_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "coverage" -d 'Show which codes a run asserted, only saw, or never saw, and which no scenario expects'
complete -c sekisho -n "__fish_sekisho_using_subcommand catalog; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sekisho -n "__fish_sekisho_using_subcommand explain" -s t -l target -d 'The target whose catalog it is' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand explain" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sekisho -n "__fish_sekisho_using_subcommand explain" -s h -l help -d 'Print help'
complete -c sekisho -n "__fish_sekisho_using_subcommand serve" -l http -d 'Where it answers HTTP; port 0 takes a free one' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand serve" -l tls -d 'Where it answers HTTPS as well; port 0 takes a free one. Client certificates are asked for and not demanded' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand serve" -l tls-ca -d 'Where it leaves the certificate that clients must trust, made anew at each start; the ready line says where if none is given [default: a temporary file]' -r -F
complete -c sekisho -n "__fish_sekisho_using_subcommand serve" -l radius -d 'Where it answers RADIUS; the environment variable SEKISHO_RADIUS_SECRET holds what its clients share with it' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand serve" -l radius-accounting -d 'Where it answers RADIUS accounting' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand serve" -l radius-client -d 'Who may ask over RADIUS: an address, then perhaps `,require-message-authenticator` and `,limit-proxy-state`; can be given several times [default: 127.0.0.1]' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand serve" -l profile -d 'Write what the RADIUS client sent as a vendor profile, in the end: `run --vendor FILE` replays it. With several clients each has a file of its own, by its address' -r -F
complete -c sekisho -n "__fish_sekisho_using_subcommand serve" -l control -d 'Where it takes control commands (clock, dependencies, markers): loopback only' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand serve" -l syslog -d 'Where it sends its log: `tcp://host:port`, `udp://host:port`; can be given several times' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand serve" -l log-file -d 'A file that it appends its log to' -r -F
complete -c sekisho -n "__fish_sekisho_using_subcommand serve" -l login-protection -d 'Where it asks when users last released logins by the phone: `http://host:port`, such as that of `sekisho mock login-protection`' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand serve" -l face -d 'What the face service\'s portal handed out, such as the file of `sekisho mock face --credentials-out`: logins over the web go on there where the policy has face recognition on' -r -F
complete -c sekisho -n "__fish_sekisho_using_subcommand serve" -l entra-login -d 'Where Entra ID signs in, for syncs: that of `sekisho mock graph`, say. Without this and `--entra-graph` nobody outside is ever called [default: https://login.microsoftonline.com]' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand serve" -l entra-graph -d 'Where Microsoft Graph answers [default: https://graph.microsoft.com]' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand serve" -l entra-ca -d 'A PEM file of authorities that are trusted there beside the system\'s, such as that of `sekisho mock graph`' -r -F
complete -c sekisho -n "__fish_sekisho_using_subcommand serve" -l plant -d 'A fault at the emitter for one code: `54106=wrong-level`, `-code`, `-message`, `-severity`, `-detail`, `lost`, `doubled`, `dormant-code`, `reserved-code`' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand serve" -l force -d 'A decision of the rules that is forced: `ticket-unused=true`' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand serve" -l seed -d 'Draws tickets and tables from a seed instead of the system\'s entropy: for tests only' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand serve" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sekisho -n "__fish_sekisho_using_subcommand serve" -l until-eof -d 'End when standard input ends: for programs that start this one'
complete -c sekisho -n "__fish_sekisho_using_subcommand serve" -s h -l help -d 'Print help'
complete -c sekisho -n "__fish_sekisho_using_subcommand vendors" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sekisho -n "__fish_sekisho_using_subcommand vendors" -s h -l help -d 'Print help'
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and not __fish_seen_subcommand_from login-protection graph face help" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and not __fish_seen_subcommand_from login-protection graph face help" -s h -l help -d 'Print help'
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and not __fish_seen_subcommand_from login-protection graph face help" -f -a "login-protection" -d 'The service to which a phone app releases its user\'s logins'
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and not __fish_seen_subcommand_from login-protection graph face help" -f -a "graph" -d 'Microsoft Graph and the sign-in of Entra ID: users, delta, batches, throttling, and faults on order'
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and not __fish_seen_subcommand_from login-protection graph face help" -f -a "face" -d 'The service that recognizes faces: browsers are sent there with a signed and encrypted request, and come back with an answer'
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and not __fish_seen_subcommand_from login-protection graph face help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and __fish_seen_subcommand_from login-protection" -l listen -d 'Where it answers HTTP, on loopback; port 0 takes a free one' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and __fish_seen_subcommand_from login-protection" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and __fish_seen_subcommand_from login-protection" -l until-eof -d 'End when standard input ends: for programs that start this one'
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and __fish_seen_subcommand_from login-protection" -s h -l help -d 'Print help'
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and __fish_seen_subcommand_from graph" -l listen -d 'Where it answers HTTPS, on loopback; port 0 takes a free one' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and __fish_seen_subcommand_from graph" -l control -d 'Where it is programmed, on loopback; port 0 takes a free one' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and __fish_seen_subcommand_from graph" -l ca-out -d 'Where to leave the certificate that clients must trust, made anew at each start; the ready line says where if none is given [default: a temporary file]' -r -F
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and __fish_seen_subcommand_from graph" -l seed -d 'What identifiers, people and orders are drawn from: the same seed gives the same answers' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and __fish_seen_subcommand_from graph" -l app -d 'The application that may sign in' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and __fish_seen_subcommand_from graph" -l tenant -d 'A tenant that is there from the start, with so many users: `contoso.example`, `contoso.example=1000`; can be given several times' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and __fish_seen_subcommand_from graph" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and __fish_seen_subcommand_from graph" -l http -d 'Plain HTTP instead of HTTPS: for clients that would rather not check a certificate. Many refuse it'
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and __fish_seen_subcommand_from graph" -l until-eof -d 'End when standard input ends: for programs that start this one'
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and __fish_seen_subcommand_from graph" -s h -l help -d 'Print help'
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and __fish_seen_subcommand_from face" -l listen -d 'Where it answers browsers, on loopback; port 0 takes a free one' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and __fish_seen_subcommand_from face" -l control -d 'Where it is programmed, on loopback; port 0 takes a free one' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and __fish_seen_subcommand_from face" -l profile -d 'What the service calls things, its algorithms, lifetimes and results; without it, what is assumed of it' -r -F
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and __fish_seen_subcommand_from face" -l credentials-out -d 'Where to leave what the service\'s portal would hand to a login server: its keys, which nobody else may read. Without it, a temporary file, which ends with the mock' -r -F
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and __fish_seen_subcommand_from face" -l redirect -d 'The beginning of URLs beyond this machine to which browsers may be sent back: `https://login.example.com/`' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and __fish_seen_subcommand_from face" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and __fish_seen_subcommand_from face" -l until-eof -d 'End when standard input ends: for programs that start this one'
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and __fish_seen_subcommand_from face" -s h -l help -d 'Print help'
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and __fish_seen_subcommand_from help" -f -a "login-protection" -d 'The service to which a phone app releases its user\'s logins'
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and __fish_seen_subcommand_from help" -f -a "graph" -d 'Microsoft Graph and the sign-in of Entra ID: users, delta, batches, throttling, and faults on order'
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and __fish_seen_subcommand_from help" -f -a "face" -d 'The service that recognizes faces: browsers are sent there with a signed and encrypted request, and come back with an answer'
complete -c sekisho -n "__fish_sekisho_using_subcommand mock; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sekisho -n "__fish_sekisho_using_subcommand clean" -s t -l target -d 'The target that it ran against' -r
complete -c sekisho -n "__fish_sekisho_using_subcommand clean" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sekisho -n "__fish_sekisho_using_subcommand clean" -s h -l help -d 'Print help'
complete -c sekisho -n "__fish_sekisho_using_subcommand report" -l junit -d 'Write a JUnit report' -r -F
complete -c sekisho -n "__fish_sekisho_using_subcommand report" -l json -d 'Write a JSON report' -r -F
complete -c sekisho -n "__fish_sekisho_using_subcommand report" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sekisho -n "__fish_sekisho_using_subcommand report" -s v -l verbose -d 'Show more: the reason of each skipped case'
complete -c sekisho -n "__fish_sekisho_using_subcommand report" -s h -l help -d 'Print help'
complete -c sekisho -n "__fish_sekisho_using_subcommand schema" -l out -d 'Write all of them into this folder' -r -F
complete -c sekisho -n "__fish_sekisho_using_subcommand schema" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sekisho -n "__fish_sekisho_using_subcommand schema" -s h -l help -d 'Print help'
complete -c sekisho -n "__fish_sekisho_using_subcommand completions" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sekisho -n "__fish_sekisho_using_subcommand completions" -s h -l help -d 'Print help'
complete -c sekisho -n "__fish_sekisho_using_subcommand man" -l out -d 'Write the pages of all commands into this folder' -r -F
complete -c sekisho -n "__fish_sekisho_using_subcommand man" -l color -d 'When to use colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sekisho -n "__fish_sekisho_using_subcommand man" -s h -l help -d 'Print help'
complete -c sekisho -n "__fish_sekisho_using_subcommand help; and not __fish_seen_subcommand_from run try load check catalog explain serve vendors mock clean report schema completions man help" -f -a "run" -d 'Run scenarios against a target and check what it emits'
complete -c sekisho -n "__fish_sekisho_using_subcommand help; and not __fish_seen_subcommand_from run try load check catalog explain serve vendors mock clean report schema completions man help" -f -a "try" -d 'Carry out one action and show the whole exchange'
complete -c sekisho -n "__fish_sekisho_using_subcommand help; and not __fish_seen_subcommand_from run try load check catalog explain serve vendors mock clean report schema completions man help" -f -a "load" -d 'Put load on a target: how many logins it takes, how fast, each answer checked'
complete -c sekisho -n "__fish_sekisho_using_subcommand help; and not __fish_seen_subcommand_from run try load check catalog explain serve vendors mock clean report schema completions man help" -f -a "check" -d 'Check files without any network: scenarios, flows, targets, vendor profiles, waivers, catalogs'
complete -c sekisho -n "__fish_sekisho_using_subcommand help; and not __fish_seen_subcommand_from run try load check catalog explain serve vendors mock clean report schema completions man help" -f -a "catalog" -d 'Look at catalogs: list, show, export, coverage'
complete -c sekisho -n "__fish_sekisho_using_subcommand help; and not __fish_seen_subcommand_from run try load check catalog explain serve vendors mock clean report schema completions man help" -f -a "explain" -d 'Say what a code means, why it comes, what to do, and which scenarios provoke it'
complete -c sekisho -n "__fish_sekisho_using_subcommand help; and not __fish_seen_subcommand_from run try load check catalog explain serve vendors mock clean report schema completions man help" -f -a "serve" -d 'Run the embedded reference server for others to call'
complete -c sekisho -n "__fish_sekisho_using_subcommand help; and not __fish_seen_subcommand_from run try load check catalog explain serve vendors mock clean report schema completions man help" -f -a "vendors" -d 'List the RADIUS clients that `--vendor` plays, with what of each rests on a public source'
complete -c sekisho -n "__fish_sekisho_using_subcommand help; and not __fish_seen_subcommand_from run try load check catalog explain serve vendors mock clean report schema completions man help" -f -a "mock" -d 'Run one of the outside services that servers call, told by tests what to answer'
complete -c sekisho -n "__fish_sekisho_using_subcommand help; and not __fish_seen_subcommand_from run try load check catalog explain serve vendors mock clean report schema completions man help" -f -a "clean" -d 'Remove from a target what a killed run left there'
complete -c sekisho -n "__fish_sekisho_using_subcommand help; and not __fish_seen_subcommand_from run try load check catalog explain serve vendors mock clean report schema completions man help" -f -a "report" -d 'Build the reports of an earlier run from its record'
complete -c sekisho -n "__fish_sekisho_using_subcommand help; and not __fish_seen_subcommand_from run try load check catalog explain serve vendors mock clean report schema completions man help" -f -a "schema" -d 'Print or write the JSON Schemas of the file formats'
complete -c sekisho -n "__fish_sekisho_using_subcommand help; and not __fish_seen_subcommand_from run try load check catalog explain serve vendors mock clean report schema completions man help" -f -a "completions" -d 'Print a completion script for a shell'
complete -c sekisho -n "__fish_sekisho_using_subcommand help; and not __fish_seen_subcommand_from run try load check catalog explain serve vendors mock clean report schema completions man help" -f -a "man" -d 'Print the manual page, or write the pages of all commands into a folder'
complete -c sekisho -n "__fish_sekisho_using_subcommand help; and not __fish_seen_subcommand_from run try load check catalog explain serve vendors mock clean report schema completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c sekisho -n "__fish_sekisho_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "list" -d 'List all catalogs, the codes of one, or `outcomes`'
complete -c sekisho -n "__fish_sekisho_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "show" -d 'Show one code whole'
complete -c sekisho -n "__fish_sekisho_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "export" -d 'Print a whole catalog as data'
complete -c sekisho -n "__fish_sekisho_using_subcommand help; and __fish_seen_subcommand_from catalog" -f -a "coverage" -d 'Show which codes a run asserted, only saw, or never saw, and which no scenario expects'
complete -c sekisho -n "__fish_sekisho_using_subcommand help; and __fish_seen_subcommand_from mock" -f -a "login-protection" -d 'The service to which a phone app releases its user\'s logins'
complete -c sekisho -n "__fish_sekisho_using_subcommand help; and __fish_seen_subcommand_from mock" -f -a "graph" -d 'Microsoft Graph and the sign-in of Entra ID: users, delta, batches, throttling, and faults on order'
complete -c sekisho -n "__fish_sekisho_using_subcommand help; and __fish_seen_subcommand_from mock" -f -a "face" -d 'The service that recognizes faces: browsers are sent there with a signed and encrypted request, and come back with an answer'
