# Sourced by other scripts, in the root of the checkout: the tree that is built under sanitizers.
#
# clang builds it, and only once: as the fuzz targets need it, and for the C++ tests as well.
configure_sanitized() {
  cmake -S . -B build-sanitized -G Ninja -DHAEMA_FUZZ=ON -DHAEMA_SANITIZE=address,undefined \
    -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_CXX_FLAGS_RELEASE=-O1 \
    --log-level=WARNING "$@"
}
