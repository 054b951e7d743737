//! Integers that have names (RFC 2865, RFC 2866, RFC 2867, RFC 2869, RFC 5176, RFC 5607).

/// The number of the attribute, the value, its name.
const VALUES: &[(u8, u32, &str)] = &[
    // Service-Type
    (6, 1, "Login"),
    (6, 2, "Framed"),
    (6, 3, "Callback-Login"),
    (6, 4, "Callback-Framed"),
    (6, 5, "Outbound"),
    (6, 6, "Administrative"),
    (6, 7, "NAS-Prompt"),
    (6, 8, "Authenticate-Only"),
    (6, 9, "Callback-NAS-Prompt"),
    (6, 10, "Call-Check"),
    (6, 11, "Callback-Administrative"),
    (6, 17, "Authorize-Only"),
    (6, 18, "Framed-Management"),
    // Framed-Protocol
    (7, 1, "PPP"),
    (7, 2, "SLIP"),
    (7, 3, "ARAP"),
    (7, 4, "Gandalf-SLML"),
    (7, 5, "Xylogics-IPX-SLIP"),
    (7, 6, "X.75-Synchronous"),
    // Termination-Action
    (29, 0, "Default"),
    (29, 1, "RADIUS-Request"),
    // Acct-Status-Type
    (40, 1, "Start"),
    (40, 2, "Stop"),
    (40, 3, "Interim-Update"),
    (40, 7, "Accounting-On"),
    (40, 8, "Accounting-Off"),
    (40, 9, "Tunnel-Start"),
    (40, 10, "Tunnel-Stop"),
    (40, 11, "Tunnel-Reject"),
    (40, 12, "Tunnel-Link-Start"),
    (40, 13, "Tunnel-Link-Stop"),
    (40, 14, "Tunnel-Link-Reject"),
    (40, 15, "Failed"),
    // Acct-Authentic
    (45, 1, "RADIUS"),
    (45, 2, "Local"),
    (45, 3, "Remote"),
    (45, 4, "Diameter"),
    // NAS-Port-Type
    (61, 0, "Async"),
    (61, 1, "Sync"),
    (61, 2, "ISDN"),
    (61, 3, "ISDN-V120"),
    (61, 4, "ISDN-V110"),
    (61, 5, "Virtual"),
    (61, 6, "PIAFS"),
    (61, 7, "HDLC-Clear-Channel"),
    (61, 8, "X.25"),
    (61, 9, "X.75"),
    (61, 10, "G.3-Fax"),
    (61, 11, "SDSL"),
    (61, 12, "ADSL-CAP"),
    (61, 13, "ADSL-DMT"),
    (61, 14, "IDSL"),
    (61, 15, "Ethernet"),
    (61, 16, "xDSL"),
    (61, 17, "Cable"),
    (61, 18, "Wireless-Other"),
    (61, 19, "Wireless-802.11"),
    // Prompt
    (76, 0, "No-Echo"),
    (76, 1, "Echo"),
    // Error-Cause
    (101, 201, "Residual-Context-Removed"),
    (101, 202, "Invalid-EAP-Packet"),
    (101, 401, "Unsupported-Attribute"),
    (101, 402, "Missing-Attribute"),
    (101, 403, "NAS-Identification-Mismatch"),
    (101, 404, "Invalid-Request"),
    (101, 405, "Unsupported-Service"),
    (101, 406, "Unsupported-Extension"),
    (101, 407, "Invalid-Attribute-Value"),
    (101, 501, "Administratively-Prohibited"),
    (101, 502, "Proxy-Request-Not-Routable"),
    (101, 503, "Session-Context-Not-Found"),
    (101, 504, "Session-Context-Not-Removable"),
    (101, 505, "Proxy-Processing-Error"),
    (101, 506, "Resources-Unavailable"),
    (101, 507, "Request-Initiated"),
    (101, 508, "Multiple-Session-Selection-Unsupported"),
];

/// The name of an attribute's value.
pub(super) fn named(number: u8, value: u32) -> Option<&'static str> {
    VALUES.iter().find(|row| (row.0, row.1) == (number, value)).map(|row| row.2)
}

/// The attribute's value of this name, in either case.
pub(super) fn value(number: u8, name: &str) -> Option<u32> {
    VALUES.iter().find(|row| row.0 == number && row.2.eq_ignore_ascii_case(name)).map(|row| row.1)
}
