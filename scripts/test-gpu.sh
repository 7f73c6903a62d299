#!/usr/bin/env bash
# Builds what needs a GPU with CMake and nvcc alone, tests it against the CPU, has compute-sanitizer
# watch the models, and measures steps: bash scripts/test-gpu.sh [ARCHITECTURE]
set -euo pipefail
cd "$(dirname "$0")/.."
out=out/gpu
architecture=${1:-$(nvidia-smi --query-gpu=compute_cap --format=csv,noheader | head -1 | tr -d .)}

cmake -S . -B "$out" -DCMAKE_BUILD_TYPE=Release -DLACUNA_TESTS=ON -DLACUNA_BENCH=ON \
  -DLACUNA_CUDA=ON -DCMAKE_CUDA_ARCHITECTURES="$architecture-real"
cmake --build "$out" --parallel --target cuda_kernels_test cuda_models_test cuda_parity_test \
  cuda_precision_test lacuna_gpu_bench

ctest --test-dir "$out" --output-on-failure -R '^cuda_'
for tool in memcheck racecheck; do
  compute-sanitizer --tool "$tool" --error-exitcode 1 "$out/native/tests/cuda_models_test"
done
"$out/bench/native/lacuna_gpu_bench" 240x240x1 240x240x1/bf16x3 240x240x1/tf32 \
  240x240x64 240x240x64/bf16x3 240x240x64/tf32 240x240x256/bf16x3 1024x1024x1/bf16x3 \
  1024x1024x1/tf32
