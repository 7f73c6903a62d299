#include "fma_peak.h"

#include <algorithm>
#include <array>
#include <barrier>
#include <cstddef>
#include <thread>
#include <vector>

#include "timing.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

namespace lacuna::bench {
namespace {

/// Independent chains: at least the latency of a multiply-add times the units that do it, and few
/// enough to stay in registers with both factors.
constexpr int kChains = 12;

/// One multiply-add of every chain in each round. The sums neither overflow nor fade away, and the
/// return value keeps them alive.
using RunRounds = float (*)(std::size_t rounds, float factor, float shift);

struct PeakLoop {
  std::string_view isa;
  int floats;  // of a register
  RunRounds run;
};

#if defined(__x86_64__)

__attribute__((target("avx512f"))) float runAvx512(std::size_t rounds, float factor, float shift) {
  const __m512 a = _mm512_set1_ps(factor);
  const __m512 b = _mm512_set1_ps(shift);
  __m512 sum[kChains];
  for (int i = 0; i < kChains; ++i) {
    sum[i] = _mm512_set1_ps(static_cast<float>(i));
  }
  for (std::size_t round = 0; round < rounds; ++round) {
    for (int i = 0; i < kChains; ++i) {
      sum[i] = _mm512_fmadd_ps(sum[i], a, b);
    }
  }
  float total = 0.0F;
  for (int i = 0; i < kChains; ++i) {
    total += _mm512_cvtss_f32(sum[i]);
  }
  return total;
}

__attribute__((target("avx2,fma"))) float runAvx2(std::size_t rounds, float factor, float shift) {
  const __m256 a = _mm256_set1_ps(factor);
  const __m256 b = _mm256_set1_ps(shift);
  __m256 sum[kChains];
  for (int i = 0; i < kChains; ++i) {
    sum[i] = _mm256_set1_ps(static_cast<float>(i));
  }
  for (std::size_t round = 0; round < rounds; ++round) {
    for (int i = 0; i < kChains; ++i) {
      sum[i] = _mm256_fmadd_ps(sum[i], a, b);
    }
  }
  float total = 0.0F;
  for (int i = 0; i < kChains; ++i) {
    total += _mm256_cvtss_f32(sum[i]);
  }
  return total;
}

float runSse(std::size_t rounds, float factor, float shift) {
  const __m128 a = _mm_set1_ps(factor);
  const __m128 b = _mm_set1_ps(shift);
  __m128 sum[kChains];
  for (int i = 0; i < kChains; ++i) {
    sum[i] = _mm_set1_ps(static_cast<float>(i));
  }
  for (std::size_t round = 0; round < rounds; ++round) {
    for (int i = 0; i < kChains; ++i) {
      sum[i] = _mm_add_ps(_mm_mul_ps(sum[i], a), b);
    }
  }
  float total = 0.0F;
  for (int i = 0; i < kChains; ++i) {
    total += _mm_cvtss_f32(sum[i]);
  }
  return total;
}

constexpr std::array kLoops{PeakLoop{"avx512", 16, runAvx512}, PeakLoop{"avx2", 8, runAvx2},
                            PeakLoop{"sse42", 4, runSse}};

#elif defined(__aarch64__)

/// NEON cores have up to four units, and 32 registers.
constexpr int kNeonChains = 2 * kChains;

float runNeon(std::size_t rounds, float factor, float shift) {
  const float32x4_t a = vdupq_n_f32(factor);
  const float32x4_t b = vdupq_n_f32(shift);
  float32x4_t sum[kNeonChains];
  for (int i = 0; i < kNeonChains; ++i) {
    sum[i] = vdupq_n_f32(static_cast<float>(i));
  }
  for (std::size_t round = 0; round < rounds; round += 2) {
    for (int i = 0; i < kNeonChains; ++i) {
      // Adds to its destination: as a factor the sum would cost a copy.
      sum[i] = vfmaq_f32(sum[i], a, b);
    }
  }
  float total = 0.0F;
  for (int i = 0; i < kNeonChains; ++i) {
    total += vgetq_lane_f32(sum[i], 0);
  }
  return total;
}

constexpr std::array kLoops{PeakLoop{"neon", 4, runNeon}};

#else

constexpr std::array<PeakLoop, 0> kLoops{};

#endif

constexpr std::size_t kRounds = 1'000'000;

volatile float kept;

/// Operations a second of one try: every thread starts at once and counts for its own time.
double tryOnce(const PeakLoop& loop, unsigned threads) {
  const double flops = 2.0 * kChains * loop.floats * static_cast<double>(kRounds);
  std::barrier start(static_cast<std::ptrdiff_t>(threads));
  std::vector<double> rates(threads);
  std::vector<std::jthread> helpers;
  const auto run = [&](unsigned thread) {
    start.arrive_and_wait();
    const auto begin = Clock::now();
    kept = loop.run(kRounds, 0.5F, 1.0F);
    rates[thread] = flops / secondsSince(begin);
  };
  for (unsigned thread = 1; thread < threads; ++thread) {
    helpers.emplace_back(run, thread);
  }
  run(0);
  helpers.clear();
  double sum = 0.0;
  for (const double rate : rates) {
    sum += rate;
  }
  return sum;
}

}  // namespace

std::optional<double> fmaPeak(std::string_view isa, unsigned threads, double budget) {
  const auto loop = std::find_if(kLoops.begin(), kLoops.end(),
                                 [&](const PeakLoop& candidate) { return candidate.isa == isa; });
  if (loop == kLoops.end()) {
    return std::nullopt;
  }
  double best = 0.0;
  const auto start = Clock::now();
  do {
    best = std::max(best, tryOnce(*loop, threads));
  } while (secondsSince(start) < budget);
  return best;
}

}  // namespace lacuna::bench
