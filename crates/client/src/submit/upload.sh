
# The project's dataset of a type, made where it is missing; it must be empty.
dataset() {
  arn=$(rekognition describe-projects --project-names {NAME} --output text \
    --query "ProjectDescriptions[?ProjectArn=='{PROJECT}'].Datasets[] | [?DatasetType=='$1'].DatasetArn | [0]")
  case $arn in
    arn:*) ;;
    *) arn=$(rekognition create-dataset --project-arn {PROJECT} --dataset-type "$1" --query DatasetArn --output text) ;;
  esac
  complete "$arn"
  has "$arn" 0
}

has() {
  count=$(of "$1" DatasetStats.TotalEntries)
  [ "$count" = "$2" ] || [ "$count/$2" = None/0 ] || { echo "$1 has $count entries instead of $2" >&2; exit 1; }
}

# Version 1 takes the text of a blob as it is, and version 2 where it is told so.
case $(aws --version 2>&1) in
  aws-cli/1.*) raw() { "$@"; } ;;
  *) raw() { "$@" --cli-binary-format raw-in-base64-out; } ;;
esac

# Text as a JSON string holds it.
escaped() {
  sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e "s/$(printf '\t')/\\\\t/g" -e "s/$(printf '\r')/\\\\r/g" -e 's/$/\\n/' | tr -d '\n'
}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# Sends a piece: DATASET FILE, its first byte counted from 1, and its bytes. It is too long for a command line.
send() {
  { printf '{"GroundTruth":"'; tail -c "+$3" "$2" | head -c "$4" | escaped; printf '"}'; } > "$folder/changes.json"
  raw rekognition update-dataset-entries --dataset-arn "$1" --changes "file://$folder/changes.json"
  complete "$1"
}

