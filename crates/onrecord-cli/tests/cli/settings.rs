//! The config file, the environment, and models that are named but not there.

use crate::common::{Folder, onrecord, run};

#[test]
fn a_mistake_in_the_config_file_is_told_with_its_place() {
    let folder = Folder::new();
    folder.write("c.toml", "model = \"md\"\nthread = 2\n");
    let ran = run(onrecord().current_dir(folder.path()).args(["--config", "c.toml", "models", "list"]), b"");
    let wanted = "\
error: c.toml:2:1: unknown field `thread`
  hint: expected one of `model`, `data`, `threads`, `format`, `publisher`, `offline`
";
    assert_eq!((ran.err.as_str(), ran.code), (wanted, Some(2)));
}

#[test]
fn a_config_file_that_was_named_must_be_there() {
    let ran = run(onrecord().args(["--config", "/nowhere/c.toml", "models", "list"]), b"");
    let wanted = "\
error: /nowhere/c.toml: the settings cannot be read
  because: No such file or directory (os error 2)
";
    assert_eq!((ran.err.as_str(), ran.code), (wanted, Some(2)));
}

#[test]
fn the_command_line_comes_before_the_environment_and_that_before_the_file() {
    let folder = Folder::new();
    folder.write("a.txt", "Talks failed.");
    folder.write("c.toml", "model = \"/nowhere/file\"\n");
    let base = ["--config", "c.toml", "read", "a.txt"];
    let missing = |place: &str| {
        format!(
            "error: {place}: there is no model here\n  hint: give a model folder or wheel, or `md` or `sm` for one \
             that is fetched by name\n"
        )
    };
    let ran = run(onrecord().current_dir(folder.path()).args(base), b"");
    assert_eq!((ran.err, ran.code), (missing("/nowhere/file"), Some(3)));
    let ran =
        run(onrecord().current_dir(folder.path()).env("ONRECORD_MODEL", "/nowhere/env").args(base), b"");
    assert_eq!((ran.err, ran.code), (missing("/nowhere/env"), Some(3)));
    let mut command = onrecord();
    command.current_dir(folder.path()).env("ONRECORD_MODEL", "/nowhere/env");
    let ran = run(command.args(base).args(["--model", "/nowhere/line"]), b"");
    assert_eq!((ran.err, ran.code), (missing("/nowhere/line"), Some(3)));
}

#[test]
fn a_model_that_is_not_there_is_not_fetched_offline() {
    let ran = run(onrecord().args(["read", "--offline", "-"]), b"Talks failed.");
    let wanted = "\
error: the model en_core_web_md-3.8.0 is not in /nowhere/cache/onrecord/models, and nothing may be fetched
  hint: once, with the network: onrecord models fetch md
  hint: or give a model folder or wheel: --model PATH
";
    assert_eq!((ran.err.as_str(), ran.code), (wanted, Some(3)));
}

#[test]
fn wrong_use_is_told_with_what_would_be_right() {
    let ran = run(onrecord().args(["read", "--published", "Sunday", "a.txt"]), b"");
    let wanted = "\
error: invalid value 'Sunday' for '--published <DAY>': this is no day; write it as YYYY-MM-DD, such as 2015-08-09

For more information, try '--help'.
";
    assert_eq!((ran.err.as_str(), ran.code), (wanted, Some(2)));
    let ran = run(onrecord().args(["models", "fetch", "lg"]), b"");
    let wanted = "\
error: invalid value 'lg' for '<MODEL>': no model has this name; there are `md`, `sm`, `minilm`

For more information, try '--help'.
";
    assert_eq!((ran.err.as_str(), ran.code), (wanted, Some(2)));
}

#[test]
fn data_files_of_ones_own_are_checked_all_at_once() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path().join("en/rules")).unwrap();
    folder.write("en/rules/own.toml", "[[rule]]\nid = \"x\"\n");
    folder.write("notes.txt", "");
    let ran = run(onrecord().current_dir(folder.path()).args(["rules", "list", "--data", "."]), b"");
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert!(
        ran.err.starts_with("error: ./notes.txt: there is no data file of that name\n  hint: "),
        "{}",
        ran.err
    );
}

#[test]
fn the_small_model_is_read_by_rules_alone_and_says_so() {
    // Beside the tests' own model lies the small one: another test fetches it too, which one does not matter.
    let ran =
        run(std::process::Command::new(env!("CARGO_BIN_EXE_onrecord")).args(["models", "fetch", "sm"]), b"");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_onrecord"));
    let ran = run(command.args(["read", "--model", "sm", "-"]), b"The mayor said that the bridge was safe.");
    let note = "no head was trained on en_core_web_sm-3.8.0; rules alone find statements";
    assert!(ran.code == Some(0) && ran.err.contains(note), "{}", ran.err);
    assert!(ran.out.contains("en_core_web_sm-3.8.0, by rules alone"), "{}", ran.out);
    assert!(ran.out.contains("that the bridge was safe"), "{}", ran.out);
}

#[test]
fn heads_of_ones_own_must_be_there() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path().join("heads")).unwrap();
    let ran = crate::common::read(folder.path(), &["read", "--heads", "heads", "-"], b"Nothing.");
    let wanted = "error: heads: holds no head";
    assert!(ran.err.starts_with(wanted) && ran.err.contains("hint: a folder of heads holds"), "{}", ran.err);
    assert_eq!(ran.code, Some(3));
}

#[test]
fn a_rule_is_listed_shown_and_tested() {
    let ran = run(onrecord().args(["rules", "show", "say-clause"]), b"");
    let first = ran.out.lines().next().unwrap_or("");
    assert!(first.starts_with("en/statements/say-clause  data/en/rules/statements.toml:"), "{first}");
    let ran = run(onrecord().args(["rules", "show", "sai-clause"]), b"");
    assert_eq!((ran.err.lines().next(), ran.code), (Some("error: there is no rule `sai-clause`"), Some(2)));
    let model = crate::common::model();
    let ran = run(onrecord().env("ONRECORD_MODEL", model).args(["rules", "test", "say-clause"]), b"");
    assert_eq!((ran.out.as_str(), ran.code), ("", Some(0)), "{}", ran.err);
    assert!(ran.err.contains(" passed, 0 failed"), "{}", ran.err);
}

#[test]
fn a_rule_file_of_ones_own_is_tested() {
    let folder = Folder::new();
    folder.write(
        "own.toml",
        r#"[[rule]]
id    = "shrug"
gives = "statement"
match = "source:subject < cue:verb(lemma=shrug)"
why   = "To shrug says something."
yes   = ["[The minister](source) [shrugged](cue).", "[The minister](source) [nodded](cue)."]
no    = ["The minister left."]
"#,
    );
    let mut command = onrecord();
    command.env("ONRECORD_MODEL", crate::common::model()).current_dir(folder.path());
    let ran = run(command.args(["rules", "test", "own.toml"]), b"");
    let wanted = "\
✗ own.toml:6:53: rule `own/shrug`: yes fails
  wanted: [The minister](source) [nodded](cue).
  found:  nothing
";
    assert_eq!((ran.out.as_str(), ran.err.as_str(), ran.code), (wanted, "2 passed, 1 failed\n", Some(1)));
}
