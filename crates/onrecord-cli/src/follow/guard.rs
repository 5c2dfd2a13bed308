//! Which machines may be asked: those of the public network, and no others unless the user allows them.
//!
//! A feed is text from outside, and the addresses in it are the sender's choice. A program that fetches whatever stands
//! there can be made to read the services of the machine it runs on, of the office network, or of the cloud around it
//! (server-side request forgery). The check is in the resolver: the addresses that it lets through are the very ones that
//! are connected to, so a name whose answer changes between a check and a connection gains nothing, and neither does an
//! address in another notation. Redirects come here too, hop by hop ([`super::fetch`]).

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Blocks of addresses that no public server has, with what they are.
///
/// Source: IANA IPv4 Special-Purpose Address Registry and IPv4 Multicast Address Space Registry, read as "not globally
/// reachable"; 168.63.129.16 is public, but on Azure it is the host of the virtual machine.
const V4: &[([u8; 4], u32, &str)] = &[
    ([0, 0, 0, 0], 8, "unspecified"),
    ([10, 0, 0, 0], 8, "private"),
    ([100, 64, 0, 0], 10, "shared by a carrier's customers"),
    ([127, 0, 0, 0], 8, "loopback"),
    ([168, 63, 129, 16], 32, "the host of a virtual machine"),
    ([169, 254, 0, 0], 16, "link-local"),
    ([172, 16, 0, 0], 12, "private"),
    ([192, 0, 0, 0], 24, "reserved for protocols"),
    ([192, 0, 2, 0], 24, "for documentation"),
    ([192, 88, 99, 0], 24, "a 6to4 relay"),
    ([192, 168, 0, 0], 16, "private"),
    ([198, 18, 0, 0], 15, "for benchmarks"),
    ([198, 51, 100, 0], 24, "for documentation"),
    ([203, 0, 113, 0], 24, "for documentation"),
    ([224, 0, 0, 0], 4, "multicast"),
    ([255, 255, 255, 255], 32, "broadcast"),
    ([240, 0, 0, 0], 4, "reserved"),
];

/// The same for IPv6, from narrow to wide; beyond these, only 2000::/3 is given out at all.
///
/// Source: IANA IPv6 Special-Purpose Address Registry and IPv6 Address Space Registry.
const V6: &[(Ipv6Addr, u32, &str)] = &[
    (Ipv6Addr::UNSPECIFIED, 128, "unspecified"),
    (Ipv6Addr::LOCALHOST, 128, "loopback"),
    (Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0, 0), 96, "an IPv4 address in IPv6 (mapped)"),
    (Ipv6Addr::new(0, 0, 0, 0, 0, 0, 0, 0), 96, "an IPv4 address in IPv6 (compatible)"),
    (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 32, "an IPv4 address in IPv6 (NAT64)"),
    (Ipv6Addr::new(0x100, 0, 0, 0, 0, 0, 0, 0), 64, "for discarding"),
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 32, "an IPv4 address in IPv6 (Teredo)"),
    (Ipv6Addr::new(0x2001, 2, 0, 0, 0, 0, 0, 0), 48, "for benchmarks"),
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23, "reserved for protocols"),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32, "for documentation"),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16, "an IPv4 address in IPv6 (6to4)"),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20, "for documentation"),
    (Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0), 7, "private (unique local)"),
    (Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0), 10, "link-local"),
    (Ipv6Addr::new(0xfec0, 0, 0, 0, 0, 0, 0, 0), 10, "private (site-local)"),
    (Ipv6Addr::new(0xff00, 0, 0, 0, 0, 0, 0, 0), 8, "multicast"),
];

/// What an address is, if it is none of the public network.
pub fn not_public(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(v4) => {
            let bits = u32::from(v4);
            let of = |net: [u8; 4], length: u32| (bits ^ u32::from_be_bytes(net)) >> (32 - length) == 0;
            V4.iter().find(|(net, length, _)| of(*net, *length)).map(|(.., what)| *what)
        }
        IpAddr::V6(v6) => {
            let bits = u128::from(v6);
            let of = |net: Ipv6Addr, length: u32| (bits ^ u128::from(net)) >> (128 - length) == 0;
            let known = V6.iter().find(|(net, length, _)| of(*net, *length)).map(|(.., what)| *what);
            known.or_else(|| (bits >> 125 != 1).then_some("reserved"))
        }
    }
}

/// The address that a host stands for without a name server: with dots, in brackets, or in the notations that some
/// programs take too (`2130706433`, `0x7f.1`, `0177.0.0.1`).
///
/// Source: WHATWG URL Standard, IPv4 parser.
pub fn literal(host: &str) -> Option<IpAddr> {
    if let Some(inside) = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')) {
        // A zone (`%eth0`) is meant for link-local addresses, which are refused with it or without.
        let address = inside.split('%').next().unwrap_or(inside);
        return address.parse().ok().map(IpAddr::V6);
    }
    let host = host.strip_suffix('.').unwrap_or(host);
    let parts: Vec<u64> = host.split('.').map(number).collect::<Option<_>>()?;
    let (last, before) = parts.split_last()?;
    if before.len() > 3 || before.iter().any(|p| *p > 255) {
        return None;
    }
    let room = 8 * (4 - before.len() as u32);
    if *last >= 1 << room {
        return None;
    }
    let high = before.iter().fold(0u64, |all, part| all << 8 | part) << room;
    u32::try_from(high | last).ok().map(|bits| IpAddr::V4(Ipv4Addr::from(bits)))
}

/// A number of an IPv4 address: hexadecimal after `0x`, octal after `0`, else decimal.
fn number(part: &str) -> Option<u64> {
    let (digits, radix) = match part.as_bytes() {
        [b'0', b'x' | b'X', ..] => (&part[2..], 16),
        [b'0', _, ..] => (&part[1..], 8),
        _ => (part, 10),
    };
    match digits.is_empty() {
        true => (radix == 16).then_some(0),
        // `from_str_radix` takes a sign, an address has none.
        false if !digits.bytes().all(|b| b.is_ascii_alphanumeric()) => None,
        false => u64::from_str_radix(digits, radix).ok(),
    }
}

/// Asks for the addresses of a host; tests replace it.
pub type Lookup = Arc<dyn Fn(&str, u16) -> io::Result<Vec<SocketAddr>> + Send + Sync>;

/// The resolver that lets through what may be connected to.
#[derive(Clone)]
pub struct Guard {
    /// Whether every address may be.
    pub allow_private: bool,
    /// Where addresses come from.
    pub lookup: Lookup,
}

impl Guard {
    /// The guard over the system's own resolver.
    pub fn new(allow_private: bool) -> Guard {
        Guard { allow_private, lookup: Arc::new(|host, port| Ok((host, port).to_socket_addrs()?.collect())) }
    }

    /// Those of the addresses that may be connected to; fails where there is none.
    fn let_through(&self, host: &str, found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, Refused> {
        let mut refused = None;
        let mut passed = found;
        if !self.allow_private {
            passed.retain(|address| match not_public(address.ip()) {
                None => true,
                Some(what) => {
                    refused.get_or_insert(Refused { host: host.to_owned(), address: address.ip(), what });
                    false
                }
            });
        }
        match refused {
            Some(refused) if passed.is_empty() => Err(refused),
            _ => Ok(passed),
        }
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard").field("allow_private", &self.allow_private).finish_non_exhaustive()
    }
}

/// Why a host is not asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    host: String,
    address: IpAddr,
    what: &'static str,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Refused { host, address, what } = self;
        if literal(host) == Some(*address) && host.trim_matches(['[', ']']) == address.to_string() {
            write!(f, "the address `{address}` is not public, but {what}")
        } else {
            write!(f, "the address of `{host}`, `{address}`, is not public, but {what}")
        }
    }
}

impl std::error::Error for Refused {}

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        _config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let port = match (uri.port_u16(), uri.scheme_str()) {
            (Some(port), Some("http" | "https")) => port,
            (None, Some("http")) => 80,
            (None, Some("https")) => 443,
            _ => {
                return Err(ureq::Error::BadUri(format!("`{uri}` begins neither with http:// nor https://")));
            }
        };
        let host = uri.host().filter(|h| !h.is_empty()).ok_or(ureq::Error::HostNotFound)?;
        let found = match literal(host) {
            Some(address) => vec![SocketAddr::new(address, port)],
            None => self.ask(host, port, timeout)?,
        };
        let passed =
            self.let_through(host, found).map_err(|refused| ureq::Error::Other(Box::new(refused)))?;
        let mut addresses = self.empty();
        // The list has room for 16.
        passed.into_iter().take(16).for_each(|address| addresses.push(address));
        if addresses.is_empty() { Err(ureq::Error::HostNotFound) } else { Ok(addresses) }
    }
}

impl Guard {
    /// Asks on a thread of its own: the system's resolver cannot be told how long it may take.
    fn ask(&self, host: &str, port: u16, timeout: NextTimeout) -> Result<Vec<SocketAddr>, ureq::Error> {
        let (told, answer) = sync_channel(1);
        let (lookup, name) = (Arc::clone(&self.lookup), host.to_owned());
        std::thread::Builder::new()
            .name("resolver".to_owned())
            .spawn(move || told.send(lookup(&name, port)))
            .map_err(ureq::Error::Io)?;
        match answer.recv_timeout(*timeout.after) {
            Ok(found) => found.map_err(ureq::Error::Io),
            Err(RecvTimeoutError::Timeout) => Err(ureq::Error::Timeout(timeout.reason)),
            Err(RecvTimeoutError::Disconnected) => Err(ureq::Error::HostNotFound),
        }
    }
}
