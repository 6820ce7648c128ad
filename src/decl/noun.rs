//! What every noun has: a name and notes for people.

/// Declares a noun as written, with the fields that every object can carry.
macro_rules! noun {
    ($(#[$meta:meta])* $name:ident { $($fields:tt)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, serde::Deserialize, schemars::JsonSchema)]
        #[schemars(deny_unknown_fields)]
        pub struct $name {
            /// The name that people see, on invoices as well.
            #[serde(default)]
            #[schemars(extend("examples" = ["Live TV"], "x-default" = "the code"))]
            pub name: $crate::decl::Spanned<$crate::decl::Text>,
            $($fields)*
            /// What it is, for colleagues.
            #[serde(default)]
            #[schemars(extend("examples" = ["Every channel, without the recorder."], "x-default" = "no description"))]
            pub description: $crate::decl::Unread<$crate::decl::Prose>,
            /// Who answers for it.
            #[serde(default)]
            #[schemars(extend("examples" = ["tv-team"], "x-default" = "nobody"))]
            pub owner: $crate::decl::Unread<$crate::decl::Text>,
        }
    };
}

/// Declares a set of words, one of which is written.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$word_meta:meta])* $word:ident,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$word_meta])* $word,)*
        }
    };
}

pub(super) use noun;
pub(super) use words;
