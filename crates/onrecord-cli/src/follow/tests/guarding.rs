//! What is not fetched: every address that is not public, in every notation, from the start and after a redirect, and
//! whatever a name server answers. Connections are counted, not guessed.

use super::super::fetch::{Fetcher, Limits, Validators};
use super::super::guard::{Guard, literal, not_public};
use super::server::{Server, answer};
use jiff::Timestamp;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use ureq::unversioned::transport::{ConnectionDetails, Connector, DefaultConnector, Transport};

/// Addresses, and hosts that stand for addresses, that are not public.
const NOT_PUBLIC: &[&str] = &[
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.255.255",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.7",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    // Other notations of the same.
    "2130706433",
    "0x7f000001",
    "0X7F.1",
    "127.1",
    "0177.0.0.1",
    "017700000001",
    "127.0.0.1.",
    "0",
    "0x",
    "167772161",
    "0xA9FEA9FE",
    "[::]",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::127.0.0.1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:8.8.8.8]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::1]",
    "[100::1]",
    "[2001::1]",
    "[2001:2::1]",
    "[2001:db8::1]",
    "[2002:7f00:1::1]",
    "[3fff::1]",
    "[4000::1]",
    "[fc00::1]",
    "[fd12:3456::1]",
    "[fe80::1]",
    "[febf::1]",
    "[fec0::1]",
    "[ff02::1]",
];

const PUBLIC: &[&str] = &[
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.167.255.255",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "[2001:4860:4860::8888]",
    "[2606:4700::1]",
    "[2a00::1]",
];

/// Counts the tries to connect; those to this machine are let through.
#[derive(Clone, Debug)]
struct Counting(Arc<AtomicUsize>, Arc<DefaultConnector>);

impl Connector for Counting {
    type Out = Box<dyn Transport>;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<()>,
    ) -> Result<Option<Box<dyn Transport>>, ureq::Error> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Ok(self.1.connect(details, chained)?.map(|transport| Box::new(transport) as _))
    }
}

/// A fetcher over name servers that answer this, and the count of its connections.
fn counting(
    allow_private: bool,
    lookup: impl Fn(&str, u16) -> Vec<SocketAddr> + Send + Sync + 'static,
) -> (Fetcher, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let connector = Counting(Arc::clone(&count), Arc::new(DefaultConnector::new()));
    let guard = Guard { allow_private, lookup: Arc::new(move |host, port| Ok(lookup(host, port))) };
    let limits = Limits { time: Duration::from_secs(2), ..Limits::default() };
    (Fetcher::over(connector, guard, limits), count)
}

fn get(fetcher: &Fetcher, url: &str) -> Result<String, String> {
    let answer =
        fetcher.get(url, &Validators::default(), Timestamp::UNIX_EPOCH).map_err(|fault| fault.what)?;
    Ok(String::from_utf8(answer.body.unwrap()).unwrap())
}

fn address(host: &str) -> IpAddr {
    literal(host).unwrap_or_else(|| panic!("{host} is no address"))
}

#[test]
fn addresses_are_told_from_public_ones_to_the_last_one_of_each_block() {
    for host in NOT_PUBLIC {
        assert!(not_public(address(host)).is_some(), "{host}");
    }
    for host in PUBLIC {
        assert_eq!(not_public(address(host)), None, "{host}");
    }
}

#[test]
fn what_is_no_address_is_left_to_the_name_server() {
    for host in [
        "example.org",
        "1.2.3.4.5",
        "256.1.1.1",
        "1.2.3.256",
        "4294967296",
        "08.1.1.1",
        "0xg",
        "1..2",
        "+1.1.1.1",
        "",
        "[::1",
        "-1",
    ] {
        assert_eq!(literal(host), None, "{host}");
    }
}

#[test]
fn no_connection_is_made_to_any_of_them() {
    let (fetcher, connections) = counting(false, |host, _| panic!("{host} was looked up"));
    for host in NOT_PUBLIC {
        for scheme in ["http", "https"] {
            let said = get(&fetcher, &format!("{scheme}://{host}:8080/feed")).unwrap_err();
            assert!(said.contains("is not public, but "), "{host}: {said}");
        }
    }
    assert_eq!(connections.load(Ordering::SeqCst), 0);
}

#[test]
fn no_connection_is_made_where_a_name_stands_for_one_of_them() {
    let answers: Vec<IpAddr> = NOT_PUBLIC.iter().map(|host| address(host)).collect();
    let (fetcher, connections) = counting(false, move |host, port| {
        let number: usize = host.trim_start_matches('n').split('.').next().unwrap().parse().unwrap();
        vec![SocketAddr::new(answers[number], port)]
    });
    for (number, host) in NOT_PUBLIC.iter().enumerate() {
        let said = get(&fetcher, &format!("http://n{number}.example.org/")).unwrap_err();
        assert!(
            said.starts_with(&format!("the address of `n{number}.example.org`, `{}`", address(host))),
            "{said}"
        );
    }
    assert_eq!(connections.load(Ordering::SeqCst), 0);
}

#[test]
fn a_redirect_to_one_of_them_ends_there() {
    // The server is reached by a name; the guard here takes its address for a public one by way of the lookup's port.
    for host in NOT_PUBLIC {
        let server = Server::new([answer("302 Found", &[&format!("Location: http://{host}/")], "")]);
        let at = server.at;
        let first = Arc::new(AtomicUsize::new(0));
        let fetcher = OnlyServer::fetcher(at, &first);
        let said = get(&fetcher, "http://feeds.example.org/rss").unwrap_err();
        assert!(said.contains("is not public, but "), "{host}: {said}");
        assert_eq!((server.asked().len(), first.load(Ordering::SeqCst)), (1, 1), "{host}");
    }
}

/// A connector that takes every public address for that of the test's server, and counts.
#[derive(Clone, Debug)]
struct OnlyServer {
    to: SocketAddr,
    count: Arc<AtomicUsize>,
    inner: Arc<DefaultConnector>,
}

impl OnlyServer {
    fn fetcher(to: SocketAddr, count: &Arc<AtomicUsize>) -> Fetcher {
        let connector = OnlyServer { to, count: Arc::clone(count), inner: Arc::new(DefaultConnector::new()) };
        let lookup = |_: &str, port| Ok(vec![SocketAddr::new([1, 1, 1, 1].into(), port)]);
        let guard = Guard { allow_private: false, lookup: Arc::new(lookup) };
        Fetcher::over(connector, guard, Limits { time: Duration::from_secs(2), ..Limits::default() })
    }
}

impl Connector for OnlyServer {
    type Out = Box<dyn Transport>;

    fn connect(
        &self,
        details: &ConnectionDetails,
        chained: Option<()>,
    ) -> Result<Option<Box<dyn Transport>>, ureq::Error> {
        self.count.fetch_add(1, Ordering::SeqCst);
        let mut addrs = details.resolver.empty();
        addrs.push(self.to);
        let details = ConnectionDetails {
            uri: details.uri,
            addrs,
            config: details.config,
            request_level: details.request_level,
            resolver: details.resolver,
            now: details.now,
            timeout: details.timeout,
            current_time: Arc::clone(&details.current_time),
            run_connector: Arc::clone(&details.run_connector),
            register_shutdown: details.register_shutdown.clone(),
        };
        Ok(self.inner.connect(&details, chained)?.map(|transport| Box::new(transport) as _))
    }
}

#[test]
fn a_name_server_that_changes_its_answer_gains_nothing() {
    let server = Server::new([answer("200 OK", &[], "inside")]);
    let (at, asked) = (server.at, AtomicUsize::new(0));
    // Public when asked first, this machine from then on.
    let (fetcher, connections) = counting(false, move |_, port| {
        match asked.fetch_add(1, Ordering::SeqCst) {
            // Nothing listens there, and the try ends with the time limit.
            0 => {
                vec![SocketAddr::new("192.0.2.1".parse().unwrap(), port), SocketAddr::new(at.ip(), at.port())]
            }
            _ => vec![at],
        }
    });
    for _ in 0..5 {
        let said = get(&fetcher, "http://rebind.example.org/").unwrap_err();
        assert!(said.contains("is not public, but "), "{said}");
    }
    assert_eq!((connections.load(Ordering::SeqCst), server.asked()), (0, vec![]));
}

#[test]
fn of_several_addresses_only_the_public_ones_are_used() {
    let server = Server::new([answer("200 OK", &[], "inside")]);
    let at = server.at;
    let guard = Guard {
        allow_private: false,
        lookup: Arc::new(move |_, port| Ok(vec![at, SocketAddr::new([1, 1, 1, 1].into(), port)])),
    };
    let seen = Arc::new(std::sync::Mutex::new(Vec::new()));
    let fetcher = Fetcher::over(Noting(Arc::clone(&seen)), guard, Limits::default());
    assert_eq!(get(&fetcher, "http://two.example.org/").unwrap_err(), "noted");
    assert_eq!(*seen.lock().unwrap(), ["1.1.1.1:80".parse::<SocketAddr>().unwrap()]);
    assert_eq!(server.asked(), Vec::<String>::new());
}

/// Notes the addresses and connects to none.
#[derive(Debug)]
struct Noting(Arc<std::sync::Mutex<Vec<SocketAddr>>>);

impl Connector for Noting {
    type Out = Box<dyn Transport>;

    fn connect(
        &self,
        details: &ConnectionDetails,
        _: Option<()>,
    ) -> Result<Option<Box<dyn Transport>>, ureq::Error> {
        self.0.lock().unwrap().extend(details.addrs.iter().copied());
        Err(ureq::Error::Other("noted".into()))
    }
}

#[test]
fn other_schemes_are_refused_from_the_start_and_after_a_redirect() {
    let (fetcher, connections) = counting(false, |host, _| panic!("{host} was looked up"));
    let urls = [
        "file:///etc/passwd",
        "gopher://example.org/",
        "ftp://example.org/",
        "data:text/plain,x",
        "//example.org/",
        "example.org",
        "",
        "http:example.org",
        "javascript:1",
    ];
    for url in urls {
        let said = get(&fetcher, url).unwrap_err();
        assert_eq!(said, "this is no address that begins with http:// or https://", "{url}");
    }
    assert_eq!(connections.load(Ordering::SeqCst), 0);
    let count = Arc::new(AtomicUsize::new(0));
    for url in ["file:///etc/passwd", "gopher://127.0.0.1:70/", "ftp://example.org/"] {
        let server = Server::new([answer("302 Found", &[&format!("Location: {url}")], "")]);
        let said = get(&OnlyServer::fetcher(server.at, &count), "http://feeds.example.org/").unwrap_err();
        assert_eq!(said, format!("it redirects to `{url}`, which is no http address"));
        assert_eq!(server.asked().len(), 1);
    }
    assert_eq!(count.load(Ordering::SeqCst), 3);
}

#[test]
fn private_addresses_are_asked_where_the_user_allows_it() {
    let server = Server::new([answer("200 OK", &[], "inside")]);
    let (fetcher, connections) = counting(true, move |_, _| vec![]);
    assert_eq!(get(&fetcher, &server.url("/")).as_deref(), Ok("inside"));
    assert_eq!((connections.load(Ordering::SeqCst), server.asked().len()), (1, 1));
    let request = server.asked().remove(0).to_lowercase();
    assert!(request.contains("user-agent: onrecord/"), "{request}");
}

#[test]
fn redirects_are_followed_five_times_and_never_for_ever() {
    let away = |to: &str| answer("302 Found", &[&format!("Location: {to}")], "");
    let (fetcher, _) = counting(true, |_, _| vec![]);
    let server = Server::new([
        away("/2"),
        away("3"),
        away("?page=4"),
        away("/5#part"),
        away("6"),
        answer("200 OK", &[], "there"),
    ]);
    assert_eq!(get(&fetcher, &server.url("/a/1")).as_deref(), Ok("there"));
    let lines: Vec<String> = server.asked().iter().map(|r| r.lines().next().unwrap().to_owned()).collect();
    let wanted = ["/a/1", "/2", "/3", "/3?page=4", "/5", "/6"].map(|path| format!("GET {path} HTTP/1.1"));
    assert_eq!(lines, wanted);
    let endless = Server::new([away("/again")]);
    assert_eq!(get(&fetcher, &endless.url("/")).unwrap_err(), "it redirects more than 5 times");
    assert_eq!(endless.asked().len(), 6);
}
