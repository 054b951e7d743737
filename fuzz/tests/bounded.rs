//! The fuzz targets on a stable compiler: a fixed number of inputs from a fixed seed, half of them mutations of
//! packets, as random octets seldom are any.

const ROUNDS: u32 = 5_000;

#[test]
fn parse() {
    rounds(sekisho_fuzz::parse);
}

#[test]
fn build() {
    rounds(sekisho_fuzz::build);
}

#[test]
fn verify() {
    rounds(sekisho_fuzz::verify);
}

#[test]
fn tokens() {
    let seeds = sekisho_fuzz::jose::seeds();
    let mut random = Random(0x5eed_5eed_5eed_5eed);
    seeds.iter().for_each(|token| sekisho_fuzz::jose::tokens(token));
    for _ in 0..ROUNDS {
        sekisho_fuzz::jose::tokens(&random.octets());
        sekisho_fuzz::jose::tokens(&random.mutation(&seeds));
    }
}

fn rounds(target: fn(&[u8])) {
    let (mut random, packets) = (Random(0x5eed_5eed_5eed_5eed), packets());
    packets.iter().for_each(|packet| target(packet));
    for _ in 0..ROUNDS {
        target(&random.octets());
        target(&random.mutation(&packets));
    }
}

/// Xorshift (Marsaglia 2003): no crate is worth its place here.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap_or_default() % bound
    }

    fn octet(&mut self) -> u8 {
        u8::try_from(self.below(256)).unwrap_or_default()
    }

    fn octets(&mut self) -> Vec<u8> {
        let length = self.below(400);
        (0..length).map(|_| self.octet()).collect()
    }

    /// One of the seeds with a few octets changed, cut off, taken out or put in.
    fn mutation(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let mut octets = seeds[self.below(seeds.len())].clone();
        for _ in 0..=self.below(3) {
            let at = self.below(octets.len().max(1));
            match self.below(4) {
                0 => octets.truncate(at),
                1 if at < octets.len() => drop(octets.remove(at)),
                2 => octets.insert(at.min(octets.len()), self.octet()),
                _ => octets.get_mut(at).into_iter().for_each(|octet| *octet = self.octet()),
            }
        }
        octets
    }
}

/// A request, its reply, one with EAP, one with attributes of vendors.
fn packets() -> Vec<Vec<u8>> {
    use sekisho_protocol::radius::build::Builder;
    use sekisho_protocol::radius::{Code, Packet, Secret, kind};
    let secret = Secret::new("testing123");
    let request = |change: fn(Builder<'_>) -> Builder<'_>| {
        let mut buffer = Vec::new();
        let builder = Builder::request(&mut buffer, Code::ACCESS_REQUEST, 7, [9; 16]).text(kind::USER_NAME, "alice");
        change(builder).seal(&secret).expect("short");
        buffer
    };
    let plain = request(|it| it);
    let mut reply = Vec::new();
    let packet = Packet::parse(&plain).expect("a packet");
    let builder = Builder::reply(&mut reply, Code::ACCESS_CHALLENGE, &packet).octets(kind::STATE, &[5; 16]);
    builder.text(kind::REPLY_MESSAGE, "One-time password:").seal(&secret).expect("short");
    let eap = request(|it| it.eap_message(&[2, 1, 0, 10, 1, b'a', b'l', b'i', b'c', b'e']));
    let vendors = request(|it| it.vendor(311, 11, &[1; 16]).vendor(12356, 1, b"staff").text(kind::PROXY_STATE, "1"));
    vec![plain, reply, eap, vendors]
}
