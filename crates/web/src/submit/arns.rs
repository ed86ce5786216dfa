//! Names of the service's resources, found in text and checked while they are typed.

use holdout_client::arn::{DatasetArn, Kind, ProjectArn, TestDatasetArn, TrainDatasetArn};

/// What a field wants the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A project.
    Project,
    /// A training dataset.
    Train,
    /// A test dataset.
    Test,
}

/// Names that stand in a text, the first of each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Of a project.
    pub project: Option<String>,
    /// Of a training dataset.
    pub train: Option<String>,
    /// Of a test dataset.
    pub test: Option<String>,
}

impl Found {
    /// How many there are.
    pub fn count(&self) -> usize {
        [&self.project, &self.train, &self.test].into_iter().flatten().count()
    }
}

/// Finds names, whatever stands around them: a table, JSON, the output of a command.
pub fn find(text: &str) -> Found {
    let mut found = Found::default();
    let is_part = |character: char| character.is_ascii_alphanumeric() || ":/_.-".contains(character);
    for word in text.split(|character| !is_part(character)) {
        // A sentence may end behind one.
        let Some(start) = word.find("arn:") else { continue };
        let word = word[start..].trim_end_matches(['.', '-', ':', '/']);
        if let Ok(arn) = word.parse::<DatasetArn>() {
            let place = match arn.kind() {
                Kind::Train => &mut found.train,
                Kind::Test => &mut found.test,
            };
            place.get_or_insert_with(|| arn.to_string());
        } else if word.parse::<ProjectArn>().is_ok() {
            found.project.get_or_insert_with(|| word.to_owned());
        }
    }
    found
}

/// What a name says of where its resource is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The partition, as `aws` or `aws-us-gov`.
    pub partition: String,
    /// The region.
    pub region: String,
    /// The project's name.
    pub project: String,
}

/// Checks what was typed. Fails with what is wrong with it.
pub fn check(wanted: Wanted, text: &str) -> Result<Place, String> {
    let text = text.trim();
    let partition = text.split(':').nth(1).unwrap_or_default().to_owned();
    let (region, project) = match wanted {
        Wanted::Project => {
            let arn: ProjectArn = text.parse().map_err(|_| words(wanted, text))?;
            (arn.region().to_owned(), arn.project().to_owned())
        }
        Wanted::Train => place(text.parse::<TrainDatasetArn>().map_err(|_| words(wanted, text))?.dataset()),
        Wanted::Test => place(text.parse::<TestDatasetArn>().map_err(|_| words(wanted, text))?.dataset()),
    };
    Ok(Place { partition, region, project })
}

fn place(arn: &DatasetArn) -> (String, String) {
    (arn.region().to_owned(), arn.project().to_owned())
}

/// What is wrong, in the terms of what it is instead where that can be told.
fn words(wanted: Wanted, text: &str) -> String {
    let (what, example) = match wanted {
        Wanted::Project => ("a project ARN", "…:project/NAME/NUMBER"),
        Wanted::Train => ("a training dataset ARN", "…:project/NAME/dataset/train/NUMBER"),
        Wanted::Test => ("a test dataset ARN", "…:project/NAME/dataset/test/NUMBER"),
    };
    let instead = match (text.parse::<DatasetArn>().map(|arn| arn.kind()), text.parse::<ProjectArn>()) {
        (Ok(Kind::Train), _) => "This is the ARN of a training dataset",
        (Ok(Kind::Test), _) => "This is the ARN of a test dataset",
        (_, Ok(_)) => "This is the ARN of a project",
        _ if text.starts_with("arn:") => "This ARN is incomplete or of another kind",
        _ => "Not an ARN",
    };
    format!("{instead}. Expected {what}: {example}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "arn:aws:rekognition:us-east-1:111122223333:project/my.proj-2";

    #[test]
    fn names_are_found_in_any_text() {
        let text = format!(
            "{{\"DatasetArn\":\"{HEAD}/dataset/test/2\"}}\n| {HEAD}/dataset/train/1 |\nIt is in {HEAD}/169056. And (arn:aws:s3:::bucket)."
        );
        let found = find(&text);
        assert_eq!(found.train, Some(format!("{HEAD}/dataset/train/1")));
        assert_eq!(found.test, Some(format!("{HEAD}/dataset/test/2")));
        assert_eq!(found.project, Some(format!("{HEAD}/169056")));
        assert_eq!(found.count(), 3);
        assert_eq!(find("arn: none, arn:aws:, 日本語arn:"), Found::default());
    }

    #[test]
    fn the_first_of_a_kind_counts() {
        let found = find(&format!("{HEAD}/dataset/train/1,{HEAD}/dataset/train/2"));
        assert_eq!(found.train, Some(format!("{HEAD}/dataset/train/1")));
    }

    #[test]
    fn what_is_typed_is_checked() {
        let place = check(Wanted::Train, &format!(" {HEAD}/dataset/train/1 ")).unwrap();
        assert_eq!((place.partition.as_str(), place.region.as_str()), ("aws", "us-east-1"));
        assert_eq!(place.project, "my.proj-2");
        let wrong = check(Wanted::Test, &format!("{HEAD}/dataset/train/1")).unwrap_err();
        assert!(wrong.starts_with("This is the ARN of a training dataset."), "{wrong}");
        assert!(check(Wanted::Project, &format!("{HEAD}/dataset/train/1")).unwrap_err().contains("a project"));
        assert!(check(Wanted::Project, "arn:aws:rek").unwrap_err().starts_with("This ARN is incomplete"));
        assert!(check(Wanted::Project, "cats").unwrap_err().starts_with("Not an ARN"));
    }
}
