# Packs the numbers up to 20,000 with the level given, and says how many bytes that takes.
bytes=$(seq 20000 | gzip "-$1" -n | wc -c)
echo "bytes=$bytes"
