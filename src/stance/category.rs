//! What a word of a stance lexicon does in a clause.

/// Defines the categories with their names in lexicon files.
macro_rules! categories {
    ($($(#[$meta:meta])* $variant:ident = $text:literal),+ $(,)?) => {
        /// A category of a stance lexicon.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(super) enum Category {
            $($(#[$meta])* $variant),+
        }

        impl Category {
            /// Every category, in the order of the guide.
            pub(super) const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in lexicon files.
            pub(super) fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
    };
}

categories! {
    /// The thing whose coming or going is the target (the coalition, the subsidy, the candidate).
    Entity = "entity",
    /// What only counts as the entity beside an event (the state behind the forces).
    EntityWeak = "entity_weak",
    /// The entity under a name that condemns it.
    EntityBad = "entity_bad",
    /// The entity under a name that praises it.
    EntityGood = "entity_good",
    /// A noun that a modifier of [`Foreign`](Self::Foreign) makes the entity.
    Force = "force",
    /// A modifier that makes a [`Force`](Self::Force) the entity.
    Foreign = "foreign",
    /// A modifier that makes a force somebody else's.
    OwnMod = "own_mod",
    /// The side that could do without the entity.
    OwnSide = "own_side",
    /// What the entity gives.
    Support = "support",
    /// An event that realises the target statement.
    Depart = "depart",
    /// A part of it.
    Reduce = "reduce",
    /// The end of what the entity gives.
    Halt = "halt",
    /// The same under a word that regrets it.
    Loss = "loss",
    /// An event that blocks the target statement.
    Presence = "presence",
    /// The same, where the entity must stand beside it (استمرار، دعم).
    PresenceWeak = "presence_weak",
    /// Goes back: to the country of the target or, with a word of where from, out of it.
    Return = "return",
    /// Goes: leaves where the forces stand right behind it, and is nothing else.
    Motion = "motion",
    /// Numbers, postings, duties: on target without a side.
    Status = "status",
    /// Talks, plans, dates: on target without a side.
    Procedure = "procedure",
    /// A side of the event that needs no further word in an article about it (the date, the extension, the talks).
    Aspect = "aspect",
    /// What can be breached.
    Agreement = "agreement",
    /// The enemy of all sides.
    Adversary = "adversary",
    /// What is bad of an [`Adversary`](Self::Adversary): it comes back, grows, strikes.
    Surge = "surge",
    /// What is good against one: it is fought, beaten, kept away.
    Fight = "fight",
    /// What makes the event a goal of its own.
    Achieve = "achieve",
    /// Blame for putting the event off.
    Stall = "stall",
    /// Charge of bad faith.
    Suspicion = "suspicion",
    /// Grounds that make the entity legitimate.
    Legit = "legit",
    /// With presence, mission or agreement after it: a realising event.
    End = "end",
    /// What can end.
    Mission = "mission",
    /// Homonyms that are off target.
    Block = "block",
    /// Good.
    EvalPos = "eval_pos",
    /// Bad.
    EvalNeg = "eval_neg",
    /// Illegitimate: the only bad word that also counts of the bare entity.
    Illegit = "illegit",
    /// A good outcome.
    Good = "good",
    /// A bad outcome.
    Bad = "bad",
    /// Leads from an event to an outcome.
    Cause = "cause",
    /// Leads from an outcome back to an event.
    Because = "because",
    /// Turns an outcome around.
    Prevent = "prevent",
    /// Cannot do without.
    Need = "need",
    /// Can do without.
    NoNeed = "no_need",
    /// It is for (على X أن).
    On = "on",
    /// It cannot be: a negation that reaches over a subject.
    Impossible = "impossible",
    /// Without.
    Without = "without",
    /// Overdone, unfounded: said of a fear.
    Dismiss = "dismiss",
    /// Were it not for.
    ButFor = "but_for",
    /// Necessity.
    Must = "must",
    /// Asks somebody for it.
    Demand = "demand",
    /// Thanks, praises.
    Praise = "praise",
    /// Wants, welcomes, decides.
    AttPos = "att_pos",
    /// Rejects, condemns, puts off.
    AttNeg = "att_neg",
    /// Fears.
    Fear = "fear",
    /// Can.
    Able = "able",
    /// Cannot.
    Unable = "unable",
    /// Not.
    Neg = "neg",
    /// Unless.
    Unless = "unless",
    /// But.
    Contrast = "contrast",
    /// Although.
    Concede = "concede",
    /// What others say.
    Others = "others",
    /// What is missing in "no plan".
    Plan = "plan",
    /// Will.
    Intent = "intent",
    /// Only says that or when something happens (تم، بدأ).
    Happens = "happens",
    /// Points back to an event.
    Anaphor = "anaphor",
    /// Force against the entity.
    Threat = "threat",
    /// A force with a number, whose it is being clear from the article.
    Counted = "counted",
    /// Another country.
    Elsewhere = "elsewhere",
    /// A preposition of direction.
    Toward = "toward",
    /// The country of the target.
    Home = "home",
    /// A speaker who reports what others want.
    Reporter = "reporter",
    /// A speaker whose every word is a demand (a resolution, a banner).
    Decider = "decider",
    /// What is held out.
    Option = "option",
    /// A pledge to go on.
    Commit = "commit",
}

impl Category {
    /// The category of a name in a file; `presence_override` marks longer forms that change sides.
    pub(super) fn parse(name: &str) -> Option<Self> {
        let name = name.strip_suffix("_override").unwrap_or(name);
        Self::ALL.iter().copied().find(|c| c.name() == name)
    }

    /// Whether it names an event of the target.
    pub(super) fn is_event(self) -> bool {
        matches!(self, Self::Depart | Self::Reduce | Self::Halt | Self::Loss | Self::Presence | Self::PresenceWeak)
    }

    /// Whether its words are function words, which take no endings.
    pub(super) fn is_closed(self) -> bool {
        matches!(self, Self::Neg | Self::Contrast | Self::Concede | Self::Unless)
    }

    /// Whether it names the entity itself.
    pub(super) fn is_entity(self) -> bool {
        matches!(self, Self::Entity | Self::EntityBad | Self::EntityGood)
    }
}

/// A set of categories: most words of a clause are none of those that a rule asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Categories(u128);

const _: () = assert!(Category::ALL.len() <= u128::BITS as usize);

impl Categories {
    pub(super) const fn of(list: &[Category]) -> Self {
        let mut set = Self(0);
        let mut i = 0;
        while i < list.len() {
            set.0 |= 1 << list[i] as u32;
            i += 1;
        }
        set
    }

    pub(super) fn add(&mut self, category: Category) {
        self.0 |= 1 << category as u32;
    }

    pub(super) fn has(self, category: Category) -> bool {
        self.0 >> category as u32 & 1 == 1
    }

    /// Whether two sets have a category in common.
    pub(super) fn meet(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl FromIterator<Category> for Categories {
    fn from_iter<I: IntoIterator<Item = Category>>(list: I) -> Self {
        let mut set = Self::default();
        list.into_iter().for_each(|category| set.add(category));
        set
    }
}
