//! The arguments of `onrecord follow`, with the help that teaches them.

use super::schedule;
use std::path::PathBuf;
use std::time::Duration;

/// `onrecord follow`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  onrecord follow --once https://example.org/news.rss
  onrecord follow --state news.state https://example.org/news.rss >> news.jsonl
  onrecord follow --once --state news.state --pages https://example.org/atom.xml >> news.jsonl
  onrecord add --store news.db news.jsonl
  onrecord follow --every 30m https://example.org/a.rss https://example.com/b.json | onrecord read --from jsonl -

RSS, Atom and JSON Feed are read. Each new entry is one line of JSON on standard output: \"id\", \"url\", \"title\",
\"published\", \"publisher\" and \"text\", what `onrecord add` and `onrecord read --from jsonl` take. A store is filled from
the file of these lines; adding the same lines again changes nothing.

With --state a run goes on where the last one was stopped: the file is replaced in one step, after the entries are out. A
kill in between gives an entry twice and loses none. An entry is given once, also when its words change later.

Servers are asked with ETag and Last-Modified, no more often than they allow (Cache-Control, Retry-After, ttl, skipHours),
and less and less often while they fail. Only http and https are fetched, only from public addresses, redirects too.
A proxy of the environment is not used. docs/follow.md tells more.

Exit codes: 0 done, 1 a feed, an entry or a page could not be read (each is named, the others go on), 4 lines or state
could not be written.")]
pub struct Follow {
    /// The addresses of feeds
    #[arg(required = true, value_name = "URL")]
    pub urls: Vec<String>,
    /// Read every feed once and end; one whose server wants to be left alone now is passed over
    #[arg(long)]
    pub once: bool,
    /// How long to leave a feed alone after reading it; at least 5m
    #[arg(long, value_name = "TIME", default_value = "15m", value_parser = schedule::duration, conflicts_with = "once")]
    pub every: Duration,
    /// Fetch the page of each entry and take the article's text from it
    #[arg(long)]
    pub pages: bool,
    /// Keep in this file what was given, for the next run
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// How long one answer may take in all
    #[arg(long, value_name = "TIME", default_value = "2m", value_parser = schedule::duration)]
    pub timeout: Duration,
    /// Fetch from loopback and private addresses too, as often and as fast as asked for
    #[arg(long)]
    pub allow_private: bool,
}
