#!/bin/sh
# A release made by a Slurm array: n jobs that extract, one that merges. docs/cluster.md explains it.
#
#   examples/slurm/build.sh DATASET SHARDS N     SHARDS: a folder on a file system that all nodes see
#
# Run it again as it is after a failure: shards go on from their finished parts, and what is finished takes no time
# beyond reading the input.
set -eu
[ $# -eq 3 ] || {
    printf 'usage: %s DATASET SHARDS N\n' "$0" >&2
    exit 2
}
# Jobs see the environment of whoever submits them.
export DATASET="$1" SHARDS="$2" N="$3"
cpus=${CPUS:-4}
mkdir -p "$SHARDS/logs"

array=$(sbatch --parsable --job-name=claimkit --array="1-$N" --requeue \
    --cpus-per-task="$cpus" --mem=2G --time=24:00:00 --output="$SHARDS/logs/%a.log" \
    --wrap='claimkit build "$DATASET" --shard "$SLURM_ARRAY_TASK_ID/$N" --out "$SHARDS" --threads "$SLURM_CPUS_PER_TASK"')

sbatch --job-name=claimkit-merge --dependency="afterok:$array" --kill-on-invalid-dep=yes \
    --cpus-per-task="$cpus" --mem=4G --time=24:00:00 --output="$SHARDS/logs/merge.log" \
    --wrap='claimkit merge "$DATASET" "$SHARDS" --threads "$SLURM_CPUS_PER_TASK"'
