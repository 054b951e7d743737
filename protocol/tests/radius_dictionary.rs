//! Attributes as people read them.

use sekisho_protocol::radius::dictionary::{self, describe};
use sekisho_protocol::radius::{Attribute, eap, kind};

fn shown(name: &str, value: &[u8]) -> String {
    let definition = dictionary::by_name(name).expect("a name");
    assert_eq!(definition.vendor, None);
    describe(&Attribute { kind: definition.number, value, at: 20 })
}

fn vendor(octets: &[u8]) -> String {
    describe(&Attribute { kind: kind::VENDOR_SPECIFIC, value: octets, at: 20 })
}

#[test]
fn every_type_has_its_own_form() {
    let cases: [(&str, &[u8], &str); 13] = [
        ("User-Name", b"alice", "\"alice\""),
        ("State", &[0, 0xff], "0x00ff"),
        ("NAS-Port", &[0, 0, 0, 3], "3"),
        ("NAS-Port-Type", &[0, 0, 0, 5], "Virtual"),
        ("Event-Timestamp", &[0x5e, 0, 0, 0], "1577058304"),
        ("NAS-IP-Address", &[10, 0, 0, 1], "10.0.0.1"),
        ("NAS-IPv6-Address", &[0x20, 1, 13, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], "2001:db8::1"),
        ("Framed-IPv6-Prefix", &[0, 32, 0x20, 1, 13, 0xb8], "2001:db8::/32"),
        ("Framed-Interface-Id", &[0, 1, 0, 2, 0, 3, 0xff, 4], "1:2:3:ff04"),
        ("Tunnel-Private-Group-ID", b"\x01users", "\"users\" (tag 1)"),
        ("Tunnel-Private-Group-ID", b"users", "\"users\""),
        ("Tunnel-Type", &[1, 0, 0, 13], "13 (tag 1)"),
        ("Reply-Message", b"", "\"\""),
    ];
    for (name, value, text) in cases {
        assert_eq!(shown(name, value), format!("{name} = {text}"));
    }
}

#[test]
fn what_does_not_fit_its_type_stands_in_hexadecimal_digits() {
    for name in ["NAS-IP-Address", "NAS-Port", "NAS-IPv6-Address", "Framed-IPv6-Prefix", "Framed-Interface-Id"] {
        assert_eq!(shown(name, &[7]), format!("{name} = 0x07"));
    }
    assert_eq!(shown("Framed-IPv6-Prefix", &[0, 129]), "Framed-IPv6-Prefix = 0x0081");
    assert_eq!(shown("Framed-IPv6-Prefix", &[0; 19]), format!("Framed-IPv6-Prefix = 0x{}", "00".repeat(19)));
    assert_eq!(describe(&Attribute { kind: 200, value: &[1, 2], at: 20 }), "Attribute 200 = 0x0102");
}

#[test]
fn text_stays_on_its_line() {
    assert_eq!(shown("User-Name", b"a\0\n\"\xff\xe2\x80\xae"), r#"User-Name = "a\0\n\"\xff\u{202e}""#);
}

#[test]
fn passwords_are_blotted() {
    for name in ["User-Password", "CHAP-Password", "Tunnel-Password", "ARAP-Password"] {
        assert_eq!(shown(name, b"visible"), format!("{name} = •••"));
    }
    assert_eq!(vendor(b"\0\0\x01\x37\x19\x06abcd"), "MS-CHAP2-Response = •••");
    assert_eq!(vendor(b"\0\0\x01\x37\x10\x06abcd"), "MS-MPPE-Send-Key = •••");
    assert_eq!(vendor(b"\0\0\x01\x37\x19\x07abcd"), "Vendor-Specific = Microsoft, malformed, 6 octets");
    let typed = eap::response(5, eap::Method::Gtc(b"visible"));
    assert_eq!(shown("EAP-Message", &typed), "EAP-Message = Response 5 GTC, 12 octets");
    assert_eq!(shown("EAP-Message", &typed[..9]), "EAP-Message = 9 octets");
    assert_eq!(shown("EAP-Message", &eap::success(6)), "EAP-Message = Success 6");
}

#[test]
fn vendors_attributes_go_by_their_names() {
    assert_eq!(vendor(b"\0\0\x30\x44\x01\x07staff"), "Fortinet-Group-Name = \"staff\"");
    let two = b"\0\0\x0c\x04\x19\x05ssl\x96\x06\0\0\0\x02";
    assert_eq!(vendor(two), "ASA-Group-Policy = \"ssl\", ASA-ClientType = 2");
    assert_eq!(vendor(b"\0\0\x30\x44\xc8\x03x"), "Fortinet attribute 200 = 0x78");
    assert_eq!(vendor(b"\0\x01\0\0\x01\x03x"), "vendor 65536 attribute 1 = 0x78");
    assert_eq!(vendor(b"\0\0\x09"), "Vendor-Specific = 0x000009");
    assert_eq!(vendor(b"\0\0\0\x09"), "Vendor-Specific = Cisco, malformed, 0 octets");
}

#[test]
fn a_blotted_secret_is_not_repeated_in_an_error() {
    let definition = dictionary::by_name("MS-CHAP2-Response").expect("a name");
    assert!(definition.secret);
    assert_eq!(dictionary::by_name("ms-chap2-success").map(|it| (it.vendor, it.number)), Some((Some(311), 26)));
}
