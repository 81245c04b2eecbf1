#!/bin/sh
# Make count_nl.opus, the spoken count of the test card: ten seconds, one word a second ("tien" first,
# since second 0 shows ...0), each 0.2 s after its second. Needs espeak-ng and ffmpeg with libopus.
set -eu
here=$(dirname "$0")
words=$(mktemp -d)
trap 'rm -rf "$words"' EXIT
number=0
for word in tien een twee drie vier vijf zes zeven acht negen; do
    espeak-ng -v nl -s 150 -w "$words/said.wav" "$word"
    ffmpeg -v error -i "$words/said.wav" -ar 48000 -ac 1 \
        -af "silenceremove=start_periods=1:start_threshold=-45dB,adelay=200,apad=whole_dur=1,atrim=0:1" \
        "$words/$number.wav"
    echo "file '$words/$number.wav'" >> "$words/list"
    number=$((number + 1))
done
ffmpeg -v error -y -f concat -safe 0 -i "$words/list" -map_metadata -1 -fflags +bitexact -flags:a +bitexact \
    -c:a libopus -b:a 24k -application voip "$here/count_nl.opus"
