//! One conditional GET: what the server has, whether that is new, and when it wants to be asked again.
//!
//! Everything is bounded: the bytes as they come and unpacked, the ratio between the two, the time from the first name
//! looked up to the last byte, the redirects. Redirects are followed here and not by the library, so that each of them goes
//! through the guard like the first address. A proxy of the environment is not used: it would look names up itself, where
//! no guard of ours sees the answer.

use super::guard::{Guard, Refused};
use flate2::read::MultiGzDecoder;
use jiff::Timestamp;
use std::io::Read;
use std::time::{Duration, Instant};
use ureq::Agent;
use ureq::http::header::{self, HeaderMap, HeaderName};
use ureq::http::{Response, StatusCode};
use ureq::unversioned::transport::{Connector, DefaultConnector};

/// What we call ourselves, so that whoever runs the server knows whom to ask.
const USER_AGENT: &str = concat!("onrecord/", env!("CARGO_PKG_VERSION"), " (feed reader; onrecord follow)");

/// What we can read.
const ACCEPT: &str = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, \
                      text/html;q=0.9, application/json;q=0.8, */*;q=0.1";

/// The most redirects of one answer.
const MOST_REDIRECTS: usize = 5;

/// The ratio counts from here on: a short page of one letter packs better than any limit.
const RATIO_FROM: u64 = 1 << 20;

/// No server is obeyed for longer: a wrong date must not silence a feed for good.
const LONGEST_WAIT: Duration = Duration::from_secs(86_400);

/// How much an answer may be.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long all of it may take.
    pub time: Duration,
    /// The most bytes, packed and unpacked.
    pub bytes: u64,
    /// The most bytes that one packed byte may become.
    pub ratio: u64,
}

impl Default for Limits {
    /// As for texts: `onrecord_ingest::Limits`.
    fn default() -> Limits {
        let limits = onrecord_ingest::Limits::default();
        Limits { time: Duration::from_secs(120), bytes: limits.text, ratio: limits.ratio }
    }
}

/// What to say of the last answer, so that it is not sent again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Validators {
    /// `ETag`, word for word.
    pub etag: Option<String>,
    /// `Last-Modified`, word for word.
    pub last_modified: Option<String>,
}

/// What the server says.
#[derive(Debug)]
pub struct Answer {
    /// The bytes, unpacked; `None` where nothing has changed.
    pub body: Option<Vec<u8>>,
    /// The type without its parameters, in lower case.
    pub kind: Option<String>,
    /// The character set of the type.
    pub charset: Option<String>,
    /// What to say next time.
    pub validators: Validators,
    /// For how long this is fresh.
    pub fresh: Duration,
    /// The address that answered.
    pub url: String,
    /// Where it says it lives from now on.
    pub moved: Option<String>,
}

/// Why there is no answer.
#[derive(Debug, PartialEq)]
pub struct Fault {
    /// What is wrong, without the address.
    pub what: String,
    /// What can be done.
    pub hint: Option<&'static str>,
    /// How long the server wants to be left alone.
    pub retry_after: Option<Duration>,
    /// Whether it may pass by itself.
    pub may_pass: bool,
    /// Whether the server is asked too much or has more to do than it can.
    pub is_busy: bool,
}

impl Fault {
    fn lasting(what: impl Into<String>) -> Fault {
        Fault { what: what.into(), hint: None, retry_after: None, may_pass: false, is_busy: false }
    }

    fn passing(what: impl Into<String>) -> Fault {
        Fault { may_pass: true, ..Fault::lasting(what) }
    }
}

/// Asks servers.
#[derive(Debug)]
pub struct Fetcher {
    agent: Agent,
    limits: Limits,
    allow_private: bool,
}

impl Fetcher {
    /// One that asks what the guard lets through.
    pub fn new(guard: Guard, limits: Limits) -> Fetcher {
        Fetcher::over(DefaultConnector::new(), guard, limits)
    }

    /// The same over another way to connect; tests count with it.
    pub fn over(connector: impl Connector, guard: Guard, limits: Limits) -> Fetcher {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .user_agent(USER_AGENT)
            .accept(ACCEPT)
            .accept_encoding("gzip")
            .timeout_connect(Some(limits.time.min(Duration::from_secs(15))))
            .timeout_per_read(Some(limits.time.min(Duration::from_secs(30))))
            .timeout_global(Some(limits.time))
            .max_response_header_size(64 << 10)
            .max_idle_age(Duration::from_secs(5));
        let allow_private = guard.allow_private;
        Fetcher { agent: Agent::with_parts(config.build(), connector, guard), limits, allow_private }
    }

    /// Gets what is there, unless it is what the validators stand for. `now` is that of the clock, to which dates in
    /// headers are compared.
    pub fn get(&self, url: &str, validators: &Validators, now: Timestamp) -> Result<Answer, Fault> {
        let end = Instant::now() + self.limits.time;
        let mut at = checked(url)?;
        let mut moved = None;
        let mut only_permanent = true;
        for _ in 0..=MOST_REDIRECTS {
            let response = self.ask(&at, validators, end).map_err(|e| self.fault(&e))?;
            let status = response.status();
            if !matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
                return self.answer(response, at, moved, now);
            }
            let target = text(response.headers(), &header::LOCATION).ok_or_else(|| {
                Fault::lasting(format!("the server answers {} without saying where to", shown(status)))
            })?;
            let next = onrecord_ingest::absolute_url(target, Some(&at)).ok_or_else(|| {
                Fault::lasting(format!("it redirects to `{}`, which is no http address", short(target)))
            })?;
            at = checked(&next).map_err(|fault| {
                Fault::lasting(format!("it redirects to `{}`: {}", short(&next), fault.what))
            })?;
            only_permanent &= matches!(status.as_u16(), 301 | 308);
            moved = only_permanent.then(|| at.clone());
        }
        Err(Fault::lasting(format!("it redirects more than {MOST_REDIRECTS} times")))
    }

    fn ask(
        &self,
        url: &str,
        validators: &Validators,
        end: Instant,
    ) -> Result<Response<ureq::Body>, ureq::Error> {
        let left = end.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        let mut request = self.agent.get(url).config().timeout_global(Some(left)).build();
        if let Some(etag) = &validators.etag {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(day) = &validators.last_modified {
            request = request.header(header::IF_MODIFIED_SINCE, day);
        }
        request.call()
    }

    fn answer(
        &self,
        response: Response<ureq::Body>,
        url: String,
        moved: Option<String>,
        now: Timestamp,
    ) -> Result<Answer, Fault> {
        let status = response.status();
        let headers = response.headers();
        let retry_after = text(headers, &header::RETRY_AFTER).and_then(|t| wait(t, now));
        let fresh = fresh(headers);
        let own = |name| text(headers, &name).map(str::to_owned);
        let validators = Validators { etag: own(header::ETAG), last_modified: own(header::LAST_MODIFIED) };
        let (kind, charset) = content_type(text(headers, &header::CONTENT_TYPE).unwrap_or(""));
        match status.as_u16() {
            304 => Ok(Answer { body: None, kind, charset, validators, fresh, url, moved }),
            200 | 203 => {
                let packing = own(header::CONTENT_ENCODING);
                let body = self.body(response.into_body(), packing.as_deref())?;
                Ok(Answer { body: Some(body), kind, charset, validators, fresh, url, moved })
            }
            code => {
                let fault = Fault {
                    retry_after,
                    is_busy: matches!(code, 429 | 503),
                    may_pass: matches!(code, 408 | 425 | 429 | 500..),
                    ..Fault::lasting(format!("the server answers {}", shown(status)))
                };
                Err(match code {
                    404 => Fault { hint: Some("look for the feed's address on the site"), ..fault },
                    410 => Fault { hint: Some("it is gone for good; take it off the list"), ..fault },
                    _ => fault,
                })
            }
        }
    }

    /// The bytes, unpacked where they are packed.
    fn body(&self, body: ureq::Body, packing: Option<&str>) -> Result<Vec<u8>, Fault> {
        let Limits { bytes: most, ratio, .. } = self.limits;
        let mut raw = Counted { inner: body.into_reader().take(most + 1), count: 0 };
        let mut out = Vec::new();
        match packing.map(|p| p.trim().to_ascii_lowercase()).as_deref() {
            None | Some("" | "identity") => {
                raw.inner.read_to_end(&mut out).map_err(|e| self.reading(e))?;
            }
            Some("gzip" | "x-gzip") => {
                let mut unpacked = MultiGzDecoder::new(&mut raw);
                loop {
                    let got =
                        unpacked.by_ref().take(1 << 16).read_to_end(&mut out).map_err(|e| self.reading(e))?;
                    let (size, packed) = (out.len() as u64, unpacked.get_ref().count.max(1));
                    if size > RATIO_FROM && size / packed > ratio {
                        let what = format!("{packed} packed bytes became more than {ratio} times as many");
                        return Err(Fault::lasting(what));
                    }
                    if got == 0 || size > most {
                        break;
                    }
                }
            }
            Some(other) => {
                let what = format!("the answer is packed with `{}`, which was not asked for", short(other));
                return Err(Fault::lasting(what));
            }
        }
        if out.len() as u64 > most {
            return Err(Fault::lasting(format!("the answer is longer than {most} bytes")));
        }
        Ok(out)
    }

    fn reading(&self, error: std::io::Error) -> Fault {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<ureq::Error>()) {
            Some(inner) => self.fault(inner),
            None => Fault::passing(format!("the answer breaks off: {error}")),
        }
    }

    /// What an error of the library means.
    fn fault(&self, error: &ureq::Error) -> Fault {
        match error {
            ureq::Error::Other(other) => match other.downcast_ref::<Refused>() {
                Some(refused) => Fault {
                    hint: (!self.allow_private).then_some("--allow-private allows it"),
                    ..Fault::lasting(refused.to_string())
                },
                None => Fault::passing(other.to_string()),
            },
            ureq::Error::Timeout(_) => {
                Fault::passing(format!("no whole answer came within {:?}", self.limits.time))
            }
            ureq::Error::BadUri(what) => Fault::lasting(what.clone()),
            ureq::Error::HostNotFound => Fault::passing("there is no host of this name"),
            other => Fault::passing(other.to_string()),
        }
    }
}

/// A reader that counts what went through.
struct Counted<R> {
    inner: R,
    count: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        let got = self.inner.read(to)?;
        self.count += got as u64;
        Ok(got)
    }
}

/// The address without its fragment, if it is one of http or https.
pub fn checked(url: &str) -> Result<String, Fault> {
    let url = url.trim();
    let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    if !matches!(scheme.as_deref(), Some("http" | "https")) {
        return Err(Fault::lasting("this is no address that begins with http:// or https://"));
    }
    Ok(url.split('#').next().unwrap_or(url).to_owned())
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim).filter(|t| !t.is_empty())
}

/// `Retry-After`: seconds, or a date. Source: RFC 9110, 10.2.3.
fn wait(value: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds).min(LONGEST_WAIT));
    }
    let date = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(value).ok()?;
    let seconds = u64::try_from(date.as_second() - now.as_second()).unwrap_or(0);
    Some(Duration::from_secs(seconds).min(LONGEST_WAIT))
}

/// For how long an answer is fresh. Source: RFC 9111, 5.2.2.
fn fresh(headers: &HeaderMap) -> Duration {
    let mut seconds = 0;
    for directive in text(headers, &header::CACHE_CONTROL).unwrap_or("").split(',') {
        let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
        match name.trim().to_ascii_lowercase().as_str() {
            "no-cache" | "no-store" => return Duration::ZERO,
            "max-age" => seconds = value.trim().trim_matches('"').parse().unwrap_or(0),
            _ => {}
        }
    }
    let age = text(headers, &header::AGE).and_then(|t| t.parse().ok()).unwrap_or(0);
    Duration::from_secs(u64::saturating_sub(seconds, age)).min(LONGEST_WAIT)
}

fn content_type(value: &str) -> (Option<String>, Option<String>) {
    let mut parts = value.split(';');
    let kind = parts.next().map(|k| k.trim().to_ascii_lowercase()).filter(|k| !k.is_empty());
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let value = value.trim().trim_matches('"');
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_ascii_lowercase())
    });
    (kind, charset)
}

fn shown(status: StatusCode) -> String {
    let reason = status.canonical_reason().map(|r| format!(" ({r})")).unwrap_or_default();
    format!("{}{}", status.as_u16(), reason.to_lowercase())
}

fn short(text: &str) -> String {
    text.chars().take(200).collect()
}
