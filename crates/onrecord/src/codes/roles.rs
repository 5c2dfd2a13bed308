//! From roles to codes: which CAMEO role a PLOVER sector has, which sector a CAMEO code tells, and whom *former* makes
//! an elite out of office.
//!
//! Source: PLOVER manual, draft of 2021, which renamed some roles of CAMEO (media, health, students) and folded
//! others (insurgents, separatists); CAMEO manual 1.1b3.

/// The CAMEO role of a sector, where a row has none of its own.
pub(super) fn cameo_of(sector: &str) -> &str {
    match sector {
        "JRN" => "MED",
        "MED" => "HLH",
        // CAMEO knows armed groups of a state, against it, and of neither; a militia is of neither.
        "PRM" => "UAF",
        "SOC" => "CVL",
        "MUS" => "MOS",
        "UNK" | "PRE" | "IGO" => "",
        other => other,
    }
}

/// What a sector is called; empty for a code that is none.
pub fn sector_name(sector: &str) -> &'static str {
    match sector {
        "COP" => "police",
        "GOV" => "executive government",
        "JUD" => "courts and lawyers",
        "LEG" => "legislature",
        "MIL" => "military of a state",
        "PRM" => "militia, paramilitary",
        "PTY" => "political party",
        "REB" => "armed opposition",
        "SPY" => "intelligence service",
        "UAF" => "armed, of no known side",
        "UNK" => "not identified",
        "AGR" => "farmers, herders, fishers",
        "BUS" => "business",
        "CRM" => "criminals, gangs",
        "CVL" => "civilians",
        "EDU" => "education, research",
        "ELI" => "former officials, elites",
        "JRN" => "journalists, media",
        "LAB" => "workers and their unions",
        "MED" => "health workers and bodies",
        "REF" => "refugees, displaced people",
        "REL" => "religious bodies and clergy",
        "SOC" => "other civil society",
        "NGO" => "non-governmental organisation",
        "IGO" => "body of states",
        "PRE" => "state that few recognise",
        "HLH" => "health, of a body of states",
        "HRI" => "human rights",
        "BUD" => "Buddhists",
        "CHR" => "Christians",
        "HIN" => "Hindus",
        "JEW" => "Jews",
        "MUS" => "Muslims",
        _ => "",
    }
}

/// The PLOVER sector of a CAMEO actor code, by the first role behind the country.
pub(super) fn sector_of(cameo: &str) -> &'static str {
    const ROLES: [(&str, &str); 36] = [
        ("GOV", "GOV"),
        ("MIL", "MIL"),
        ("COP", "COP"),
        ("JUD", "JUD"),
        ("LEG", "LEG"),
        ("SPY", "SPY"),
        ("REB", "REB"),
        ("INS", "REB"),
        ("SEP", "REB"),
        ("UAF", "UAF"),
        ("RAD", "UAF"),
        ("PRM", "PRM"),
        ("OPP", "PTY"),
        ("PTY", "PTY"),
        ("AGR", "AGR"),
        ("BUS", "BUS"),
        ("MNC", "BUS"),
        ("CRM", "CRM"),
        ("CVL", "CVL"),
        ("PPL", "CVL"),
        ("SET", "CVL"),
        ("EDU", "EDU"),
        ("STU", "EDU"),
        ("ELI", "ELI"),
        ("LAB", "LAB"),
        ("MED", "JRN"),
        ("JRN", "JRN"),
        ("HLH", "MED"),
        ("REF", "REF"),
        ("REL", "REL"),
        ("MUS", "REL"),
        ("MOS", "REL"),
        ("CHR", "REL"),
        ("NGO", "NGO"),
        ("NGM", "NGO"),
        ("SOC", "SOC"),
    ];
    if cameo.starts_with("IMG") {
        return "REB";
    }
    let sectors = || groups(cameo).filter_map(|g| ROLES.iter().find(|(role, _)| *role == g)).map(|(_, s)| *s);
    // `MUSREB` are rebels first.
    sectors().find(|s| *s != "REL").or_else(|| sectors().next()).unwrap_or("")
}

/// The roles of a code: three letters each, the country left out.
fn groups(cameo: &str) -> impl Iterator<Item = &str> {
    let skip = usize::from(!is_role_first(cameo));
    (0..cameo.len() / 3).skip(skip).filter_map(|n| cameo.get(3 * n..3 * n + 3))
}

/// Whether a code begins with what is a role itself.
fn is_role_first(cameo: &str) -> bool {
    ["NGO", "NGM", "MNC"].iter().any(|p| cameo.starts_with(p))
}

/// Whom *former*, *ousted* or *retired* puts out of office.
pub(super) fn leaves_office(sector: &str) -> bool {
    matches!(sector, "GOV" | "LEG" | "JUD" | "SPY" | "MIL" | "COP" | "PTY")
}

/// Words that say that an office is held no longer.
pub(super) fn is_former(key: &str) -> bool {
    matches!(
        key,
        "former"
            | "formerly"
            | "ex"
            | "retired"
            | "ousted"
            | "deposed"
            | "onetime"
            | "erstwhile"
            | "toppled"
            | "overthrown"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cameo_code_tells_the_sector() {
        for (code, sector) in [
            ("RUSGOV", "GOV"),
            ("SYRINS", "REB"),
            ("USAMED", "JRN"),
            ("IGOUNOHLH", "MED"),
            ("NGOHRI", "NGO"),
            ("GBR", ""),
            ("---MIL", "MIL"),
            ("KOR", ""),
            ("é", ""),
            ("---MUSREB", "REB"),
        ] {
            assert_eq!(sector_of(code), sector, "{code}");
        }
    }
}
