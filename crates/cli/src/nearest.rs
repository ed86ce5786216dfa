//! What somebody may have meant who wrote something that is not known.

/// How alike two names must be, from 0 to 1.
const ALIKE: f64 = 0.75;

/// The known name that is most like `written`, if one is.
pub fn nearest<'k>(written: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let likeness = |name: &str| strsim::jaro_winkler(&written.to_ascii_lowercase(), &name.to_ascii_lowercase());
    let known = known.map(|name| (name, likeness(name))).filter(|&(_, likeness)| likeness >= ALIKE);
    known.max_by(|one, other| one.1.total_cmp(&other.1)).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_and_none_where_none_is_near() {
        let known = || ["us-east-1", "us-west-2", "eu-central-1"].into_iter();
        assert_eq!(nearest("us-est-1", known()), Some("us-east-1"));
        assert_eq!(nearest("EU-CENTRAL-2", known()), Some("eu-central-1"));
        assert_eq!(nearest("mars", known()), None);
    }
}
