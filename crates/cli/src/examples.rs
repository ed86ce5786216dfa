//! The examples at the end of each command's help.

pub const ALL: &str = "\
Examples:
  holdout check data.manifest                 Which lines would the service reject or drop?
  holdout split data.manifest --out split     Write train.manifest and test.manifest
  holdout explain ERROR_INVALID_BOUNDING_BOX  What does a code mean?

Exit status: 0 success; 1 the service would reject it; 2 wrong usage, or a file that can't be read or written.";

pub const CHECK: &str = "\
Examples:
  holdout check data.manifest
  holdout check data.manifest --format jsonl | jq -c 'select(.status != \"valid\")'
  holdout check data.manifest --format github                 In a GitHub workflow
  holdout check data.manifest --annotated checked.manifest --summary manifest_summary.json
  holdout check --train split/train.manifest --test split/test.manifest
  gunzip -c data.manifest.gz | holdout check -";

pub const SPLIT: &str = "\
Examples:
  holdout split data.manifest --out split                     80% train, 20% test
  holdout split data.manifest --out split --fraction 0.3 --seed 7
  holdout split data.manifest --out split --group-by 'scene-(\\d+)'    Never divide a scene
  holdout split data.manifest --out split --keep old/test.manifest    Keep the previous test images in test
  holdout split data.manifest --out split --move 17:test,42:train";

pub const VERIFY: &str = "\
Example:
  holdout verify split/certificate.json data.manifest split/train.manifest split/test.manifest";

pub const EXPLAIN: &str = "\
Examples:
  holdout explain ERROR_INVALID_BOUNDING_BOX
  holdout explain --all";

pub const SUBMIT: &str = "\
Examples:
  holdout submit upload --project ARN --train split/train.manifest --test split/test.manifest
  holdout submit upload --project ARN --train train.manifest --test test.manifest --dry-run
  holdout submit distribute --train ARN --test ARN";

pub const SERVE: &str = "\
Examples:
  holdout serve                      Keep projects and datasets in memory
  holdout serve --data datasets      Keep them in a folder";

pub const COMPLETIONS: &str = "\
Examples:
  holdout completions bash > ~/.local/share/bash-completion/completions/holdout
  holdout completions zsh > ~/.zfunc/_holdout
  holdout completions fish > ~/.config/fish/completions/holdout.fish
  holdout completions powershell >> $PROFILE";
