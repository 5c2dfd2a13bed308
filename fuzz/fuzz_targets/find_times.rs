//! Any text, with and without a day of publication: its times are found, lie in the text, name days of the calendar,
//! and go out as TimeML. Needs no model.

#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::times::{self, TimeData};
use onrecord_doc::Input;
use onrecord_export::timeml;
use std::sync::OnceLock;

fuzz_target!(|bytes: &[u8]| {
    static DATA: OnceLock<TimeData> = OnceLock::new();
    let data = DATA.get_or_init(|| TimeData::embedded().expect("embedded data has no faults"));
    // The first byte chooses the day; the calendar's ends are the hardest.
    let Some((choice, text)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(text);
    let published = match choice % 4 {
        0 => None,
        1 => "2026-03-04".parse().ok(),
        2 => "-9999-01-01".parse().or("-009999-01-01".parse()).ok(),
        _ => "9999-12-31".parse().ok(),
    };
    let doc = times::read(Input { published, ..Input::new(&*text) }, data);
    for (_, time) in doc.times.iter() {
        for span in time.at.iter() {
            assert!(!span.is_empty() && text.get(span.range()).is_some(), "{span}");
        }
        assert!(time.value.earliest <= time.value.latest, "{:?}", time.value);
    }
    let _ = timeml::document(&doc);
});
