//! The closed lists of the record: every choice that a field can hold, with the name it has in JSON, on the
//! command line and in the rule files.

/// Makes an enum whose values have names: `name`, `find` (by name) and `ALL`, and the JSON form is the name.
macro_rules! choice {
    ($(#[$doc:meta])* $type:ident { $($(#[$vdoc:meta])* $value:ident = $name:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $type { $($(#[$vdoc])* #[serde(rename = $name)] $value,)* }

        impl $type {
            /// Every value, in the order of the definition.
            pub const ALL: &'static [$type] = &[$($type::$value),*];

            /// The name in JSON and in rule files.
            pub fn name(self) -> &'static str {
                match self { $($type::$value => $name),* }
            }

            /// The value of that name.
            pub fn find(name: &str) -> Option<$type> {
                match name { $($name => Some($type::$value),)* _ => None }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

choice! {
    /// The form of a mention.
    MentionForm {
        /// A name: *Lavrov*.
        Name = "name",
        /// A common noun: *the foreign minister*.
        Nominal = "nominal",
        /// A pronoun: *he*.
        Pronoun = "pronoun",
    }
}

choice! {
    /// What a mention stands for.
    MentionType {
        /// A human being.
        Person = "person",
        /// A body that acts, a state that acts included.
        Organisation = "organisation",
        /// Where something happens.
        Place = "place",
        /// A people or its adjective: *Russian*.
        Nationality = "nationality",
        /// A weapon.
        Weapon = "weapon",
        /// A military platform of any kind.
        Platform = "platform",
        /// A civilian vehicle.
        Vehicle = "vehicle",
        /// A civilian vessel.
        Vessel = "vessel",
        /// A sum of money.
        Money = "money",
        /// Any other amount.
        Quantity = "quantity",
        /// A document.
        Document = "document",
        /// A named event.
        Event = "event",
        /// Anything else.
        Other = "other",
    }
}

choice! {
    /// What an entity is.
    EntityType {
        /// A human being.
        Person = "person",
        /// A body that acts.
        Organisation = "organisation",
        /// A place.
        Place = "place",
        /// A people.
        Nationality = "nationality",
        /// A weapon.
        Weapon = "weapon",
        /// A military platform.
        Platform = "platform",
        /// A civilian vehicle.
        Vehicle = "vehicle",
        /// A civilian vessel.
        Vessel = "vessel",
        /// A document.
        Document = "document",
        /// A named event.
        Event = "event",
        /// A state.
        Country = "country",
        /// Several people without a body of their own: *the protesters*.
        Group = "group",
        /// Anything else.
        Other = "other",
    }
}

choice! {
    /// TIMEX3 type of a time expression. Source: TimeML 1.2.1.
    TimeType {
        /// A day or anything longer that is named.
        Date = "DATE",
        /// A time of day.
        Time = "TIME",
        /// How long.
        Duration = "DURATION",
        /// How often.
        Set = "SET",
    }
}

choice! {
    /// How precise a place is.
    PlaceLevel {
        /// A state.
        Country = "country",
        /// A part of a state, or several states.
        Region = "region",
        /// A settlement.
        City = "city",
        /// A building, a square, a base.
        Site = "site",
    }
}

choice! {
    /// In which sense a place name is used.
    PlaceSense {
        /// The place itself.
        Place = "place",
        /// The government or body that sits there.
        Actor = "actor",
        /// Where a report was written.
        Dateline = "dateline",
    }
}

choice! {
    /// How a statement's words are given.
    Manner {
        /// Every word stands in quotation marks.
        Direct = "direct",
        /// None does.
        Indirect = "indirect",
        /// Some do.
        Mixed = "mixed",
    }
}

choice! {
    /// The kind of speech act a statement is.
    Act {
        /// Says that something is so, without further force.
        Assert = "assert",
        /// Passes on what was seen, measured, found or told elsewhere.
        Report = "report",
        /// Makes its own decision or act public.
        Announce = "announce",
        /// Says that something said before is so.
        Confirm = "confirm",
        /// Says that something said or suspected is not so.
        Deny = "deny",
        /// Says that something may not be so.
        Doubt = "doubt",
        /// Says against its own interest that something is so.
        Admit = "admit",
        /// Says that a wrong or something unproven is so; the reporter keeps a distance.
        Allege = "allege",
        /// Blames a party for a wrong.
        Accuse = "accuse",
        /// Says that an act or party is bad or fell short.
        Criticise = "criticise",
        /// Says that an act or party is good.
        Praise = "praise",
        /// Gives something a name or a quality.
        Characterise = "characterise",
        /// Says that something bad may come, not of its own doing.
        Warn = "warn",
        /// Says that it will itself do harm.
        Threaten = "threaten",
        /// Commits itself to do something.
        Promise = "promise",
        /// Puts something of its own before others.
        Offer = "offer",
        /// Asks with insistence or as of right.
        Demand = "demand",
        /// Asks or advises that another act.
        Urge = "urge",
        /// Tells another to act, with authority.
        Order = "order",
        /// Decides with authority what is so or lawful.
        Rule = "rule",
        /// Puts a question or a request.
        Ask = "ask",
        /// Accepts another's demand, offer or view.
        Agree = "agree",
        /// Turns down a demand, an offer or a course of action.
        Refuse = "refuse",
        /// Does not say.
        DeclineToComment = "decline_to_comment",
        /// Says that it is sorry.
        Apologise = "apologise",
        /// Says thanks.
        Thank = "thank",
        /// Wishes well.
        Congratulate = "congratulate",
        /// Says what will come, as a judgement.
        Predict = "predict",
        /// Is said to hold or feel something.
        Think = "think",
        /// Is said to mean to do something.
        Intend = "intend",
    }
}

choice! {
    /// PLOVER event class. Source: PLOVER codebook, 2021.
    EventType {
        /// Agree to do something later.
        Agree = "AGREE",
        /// Meet or talk.
        Consult = "CONSULT",
        /// Speak for someone.
        Support = "SUPPORT",
        /// Act together.
        Cooperate = "COOPERATE",
        /// Give goods, money or people.
        Aid = "AID",
        /// Give in.
        Concede = "CONCEDE",
        /// Withdraw.
        Retreat = "RETREAT",
        /// Ask for something.
        Request = "REQUEST",
        /// Blame, criticise, allege.
        Accuse = "ACCUSE",
        /// Turn down.
        Reject = "REJECT",
        /// Announce harm.
        Threaten = "THREATEN",
        /// Demonstrate, strike.
        Protest = "PROTEST",
        /// Cut ties or trade.
        Sanction = "SANCTION",
        /// Ready forces.
        Mobilize = "MOBILIZE",
        /// Force without killing: arrest, seize, ban.
        Coerce = "COERCE",
        /// Attack.
        Assault = "ASSAULT",
    }
}

choice! {
    /// The four quadrants of event types.
    Quad {
        /// Words, friendly.
        VerbalCooperation = "verbal_cooperation",
        /// Deeds, friendly.
        MaterialCooperation = "material_cooperation",
        /// Words, hostile.
        VerbalConflict = "verbal_conflict",
        /// Deeds, hostile.
        MaterialConflict = "material_conflict",
    }
}

choice! {
    /// Whether an event took place.
    Status {
        /// It did.
        Happened = "happened",
        /// It does.
        Ongoing = "ongoing",
        /// It is to.
        Planned = "planned",
        /// Its actor says that it will.
        Promised = "promised",
        /// Its actor says that it will, as a threat.
        Threatened = "threatened",
        /// Someone asks for it.
        CalledFor = "called_for",
        /// It may.
        Possible = "possible",
        /// It will if something else does.
        Conditional = "conditional",
        /// Someone says that it did not.
        Denied = "denied",
        /// The report says that it did not.
        NotHappened = "not_happened",
        /// It did long ago and is told as background.
        Historical = "historical",
    }
}

choice! {
    /// How a claim stands.
    ClaimStatus {
        /// Somebody says so, nobody denies it.
        Asserted = "asserted",
        /// Only the denial is reported.
        Denied = "denied",
        /// One side says so, another denies it.
        Disputed = "disputed",
        /// Someone is looking into it.
        UnderCheck = "under_check",
        /// The party that it hurts grants it.
        Conceded = "conceded",
        /// Said to be unknown.
        Open = "open",
    }
}

choice! {
    /// What a relation says of its two ends.
    RelationType {
        /// They stand together.
        Ally = "ally",
        /// They stand against each other.
        Adversary = "adversary",
        /// The subject belongs to the object.
        Member = "member",
        /// They work together.
        Partner = "partner",
        /// The subject heads the object.
        Leads = "leads",
        /// The subject acts for the object.
        Represents = "represents",
        /// The subject supports the object.
        Backs = "backs",
        /// The subject is a part of the object.
        PartOf = "part_of",
        /// The subject is in the object.
        Located = "located",
        /// They are kin.
        Family = "family",
        /// They are one.
        SameAs = "same_as",
        /// They spoke with each other.
        Communicated = "communicated",
    }
}

choice! {
    /// What sort of misfit a finding is.
    FindingKind {
        /// A weekday is named that its date does not fall on.
        Weekday = "weekday",
    }
}

choice! {
    /// How a thing to come stands.
    AgendaStatus {
        /// It is said to come.
        Planned = "planned",
        /// It may come, or hangs on something else.
        Conditional = "conditional",
        /// It was moved.
        Postponed = "postponed",
        /// It is not to be.
        Cancelled = "cancelled",
    }
}

choice! {
    /// Which end of a thing its day is, where it is not the day itself.
    Bound {
        /// It is to be done by then: a deadline.
        By = "by",
        /// It lasts until then.
        Until = "until",
        /// It holds from then on.
        From = "from",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_is_found_by_its_name() {
        for act in Act::ALL {
            assert_eq!(Act::find(act.name()), Some(*act));
        }
        assert_eq!(Act::ALL.len(), 30);
        assert_eq!(Status::find("called_for"), Some(Status::CalledFor));
        assert_eq!(Status::find("Called_For"), None);
    }
}
