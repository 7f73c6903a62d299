// Groups of similar patches: matching, shrinkage, averages, and the method on made pictures.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "check.h"
#include "classic/nonlocal.h"
#include "classic/nonlocal/average.h"
#include "classic/nonlocal/matching.h"
#include "classic/nonlocal/shrinkage.h"
#include "classic_picture.h"
#include "classic_problem.h"
#include "math/small_eigen.h"
#include "random.h"

namespace lacuna::test {
namespace {

using classic::NonlocalSpec;
using classic::nonlocal::Band;
using classic::nonlocal::Geometry;

std::vector<float> noise(std::size_t count, std::uint64_t seed) {
  return Random(seed).floats(count, 0.0, 1.0);
}

double distance(const Geometry& g, const std::vector<float>& x, std::size_t a, std::size_t b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < g.patch_rows; ++i) {
    for (std::size_t j = 0; j < g.patch_cols; ++j) {
      const double difference = static_cast<double>(x[a + i * g.cols + j]) - x[b + i * g.cols + j];
      sum += difference * difference;
    }
  }
  return sum;
}

/// All patches within the radius of one, the reference patch first, then by distance and place.
std::vector<std::uint32_t> ranked(const Geometry& g, const std::vector<float>& x, std::size_t row,
                                  std::size_t col) {
  const std::size_t own = row * g.cols + col;
  std::vector<std::pair<double, std::uint32_t>> all;
  for (std::size_t i = 0; i < g.firstRows(); ++i) {
    for (std::size_t j = 0; j < g.firstCols(); ++j) {
      const std::size_t place = i * g.cols + j;
      if (i + g.radius >= row && i <= row + g.radius && j + g.radius >= col &&
          j <= col + g.radius) {
        all.emplace_back(place == own ? -1.0 : distance(g, x, own, place), place);
      }
    }
  }
  std::ranges::sort(all);
  std::vector<std::uint32_t> places;
  for (const auto& [_, place] : all) {
    places.push_back(place);
  }
  return places;
}

void expectMatches(const Geometry& g, const std::vector<float>& x) {
  const std::vector<std::uint8_t> all(g.entries(), 1);
  classic::nonlocal::Matcher matcher(g);
  for (const Band& band : classic::nonlocal::referenceBands(g, 2, all)) {
    std::vector<std::uint32_t> patches(band.cols.size() * g.group);
    matcher.match(x, {band.row, band.cols}, patches);
    for (std::size_t r = 0; r < band.cols.size(); ++r) {
      std::vector<std::uint32_t> best = ranked(g, x, band.row, band.cols[r]);
      best.resize(g.group);
      std::ranges::sort(best);
      const auto found = patches.begin() + static_cast<std::ptrdiff_t>(r * g.group);
      expect(std::equal(best.begin(), best.end(), found),
             "the most similar patches of " + show(band.row) + ", " + show(band.cols[r]));
    }
  }
}

const Case kMatching("matching finds what comparing all patches finds", [] {
  for (const auto& [rows, cols, patch, radius, similar] :
       {std::array<std::size_t, 5>{23, 31, 4, 5, 12},
        {9, 40, 3, 20, 30},
        {5, 5, 8, 3, 9},
        {1, 50, 6, 4, 5},
        {30, 2, 4, 6, 8},
        {12, 12, 1, 2, 9}}) {
    const Geometry g(rows, cols, {patch, radius, similar});
    expectMatches(g, noise(g.entries(), rows));
    // Few values, so that many distances are equal.
    std::vector<float> steps = noise(g.entries(), cols);
    std::ranges::for_each(steps, [](float& value) { value = std::floor(value * 2.0F); });
    expectMatches(g, steps);
  }
});

const Case kGroup("a group is as large as every reference patch finds", [] {
  expectEqual(Geometry(100, 100, {8, 12, 48}).group, std::size_t{48}, "patches");
  expectEqual(Geometry(100, 100, {8, 2, 48}).group, std::size_t{9}, "patches at a corner");
  expectEqual(Geometry(8, 10, {8, 12, 48}).group, std::size_t{3}, "patches of a low matrix");
  expectEqual(Geometry(1, 1, {8, 12, 48}).group, std::size_t{1}, "the patch itself");
});

const Case kReferences("only patches with a missing entry are references, at all borders", [] {
  const Geometry g(20, 30, {4, 5, 8});
  std::vector<std::uint8_t> missing(g.entries(), 0);
  missing[19 * 30 + 29] = 1;
  const std::vector<Band> bands = classic::nonlocal::referenceBands(g, 3, missing);
  expectEqual(bands.size(), std::size_t{1}, "bands");
  expectEqual(bands[0].row, std::size_t{16}, "row");
  expect(bands[0].cols == std::vector<std::uint32_t>{26}, "the last column");
});

/// A group by itself, in double: its mean patch, and the rest with shrunk singular values.
std::vector<double> shrunk(const Geometry& g, const std::vector<float>& x,
                           const std::vector<std::uint32_t>& patches, double sigma, double lambda) {
  const std::size_t k = g.group;
  const std::size_t p = g.patchEntries();
  std::vector<double> a(k * p);
  std::vector<double> mean(p, 0.0);
  for (std::size_t r = 0; r < k; ++r) {
    for (std::size_t e = 0; e < p; ++e) {
      a[r * p + e] = x[patches[r] + e / g.patch_cols * g.cols + e % g.patch_cols];
      mean[e] += a[r * p + e] / static_cast<double>(k);
    }
  }
  std::vector<double> gram(k * k, 0.0);
  for (std::size_t e = 0; e < k * p; ++e) {
    a[e] -= mean[e % p];
  }
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j) {
      for (std::size_t e = 0; e < p; ++e) {
        gram[i * k + j] += a[i * p + e] * a[j * p + e];
      }
    }
  }
  std::vector<double> values(k);
  std::vector<double> vectors(k * k);
  std::vector<double> scratch(3 * k);
  math::symmetricEigen(math::Alone{}, k, values.data(), vectors.data(), gram.data(),
                       scratch.data());
  std::vector<double> result(k * p);
  for (std::size_t e = 0; e < k * p; ++e) {
    result[e] = mean[e % p];
  }
  const auto size = static_cast<double>(k);
  for (std::size_t v = 0; v < k; ++v) {
    const double s = std::sqrt(std::max(0.0, values[v]));
    const double left = s * s - size * sigma * sigma;
    const double by = left > 0.0 ? lambda * std::sqrt(size) * sigma * sigma / std::sqrt(left) : s;
    const double factor = s > by ? (s - by) / s : 0.0;
    for (std::size_t e = 0; e < p && factor > 0.0; ++e) {
      double along = 0.0;
      for (std::size_t r = 0; r < k; ++r) {
        along += vectors[v * k + r] * a[r * p + e];
      }
      for (std::size_t r = 0; r < k; ++r) {
        result[r * p + e] += factor * vectors[v * k + r] * along;
      }
    }
  }
  return result;
}

const Case kShrinkage("groups are what a singular value decomposition makes of them", [] {
  for (const auto& [patch, similar] :
       {std::pair<std::size_t, std::size_t>{4, 10}, {3, 20}, {1, 5}, {5, 25}, {8, 48}}) {
    const Geometry g(40, 40, {patch, 12, similar});
    const std::vector<float> x = noise(g.entries(), patch);
    std::vector<std::uint32_t> patches;
    for (std::uint32_t k = 0; k < 3 * similar; ++k) {
      patches.push_back(40 * (7 * k % 32) + 11 * k % 32);
    }
    classic::nonlocal::GroupShrinkage shrinkage(g);
    constexpr double kSigma = 0.1;
    constexpr double kLambda = 2.7;
    shrinkage.run(x, patches, {kSigma, kLambda});
    for (std::size_t group = 0; group < 3; ++group) {
      const std::span<const float> result = shrinkage.patches(group);
      const auto first = patches.begin() + static_cast<std::ptrdiff_t>(group * similar);
      const std::vector<std::uint32_t> own(first, first + static_cast<std::ptrdiff_t>(similar));
      expectAtMost(relativeError(result, shrunk(g, x, own, kSigma, kLambda)), 1e-4,
                   "patches of side " + show(patch));
    }
  }
});

const Case kAverage("an entry is the weighted mean of the patches over it", [] {
  const Geometry g(9, 11, {3, 4, 2});
  const std::vector<float> patches = noise(2 * g.patchEntries(), 3);
  const std::vector<std::uint32_t> places{1 * 11 + 2, 2 * 11 + 4};
  std::vector<classic::nonlocal::BandSums> bands;
  bands.emplace_back(g);
  bands.emplace_back(g);
  for (std::size_t band = 0; band < bands.size(); ++band) {
    bands[band].reset(band);
    bands[band].add(patches, places, band == 0 ? 0.5F : 0.25F);
  }
  bands[1].add(patches, std::vector<std::uint32_t>{5 * 11 + 8, 5 * 11 + 8}, 1.0F);
  cpu::Team team(2);
  classic::nonlocal::PatchAverage average(g);
  average.add(team, bands);
  std::vector<double> x(g.entries(), -1.0);
  for (std::size_t row = 0; row < g.rows; ++row) {
    average.forEachCovered(row, [&](std::size_t col, double mean) { x[row * 11 + col] = mean; });
  }
  expectEqual(x[0], -1.0, "an entry without patches");
  expectClose(x[1 * 11 + 2], patches[0], 1e-6, "one patch");
  // Entry (2, 4): the last of the second row of the first patch, the first of the second patch.
  expectClose(x[2 * 11 + 4], 0.5 * (patches[5] + patches[9]), 1e-6, "two patches");
  expectClose(x[7 * 11 + 10], 0.5 * (patches[8] + patches[17]), 1e-6, "the last row of patches");
  expectEqual(x[8 * 11 + 10], -1.0, "an entry behind them");
});

Picture tiles(std::uint32_t rows, std::uint32_t cols, double missing) {
  const std::vector<float> tile = noise(16, 7);
  return picture(rows, cols, missing,
                 [&](std::size_t i, std::size_t j) { return tile[i % 4 * 4 + j % 4]; });
}

const Case kTiles("repeated tiles are found again", [] {
  const Picture p = tiles(40, 44, 0.3);
  // Nine patches of a group have the phase of its reference patch, so that their mean is the truth.
  const NonlocalSpec spec{.similar = 9, .steps = 40, .noise_from = 1.0, .noise_to = 0.5};
  expectAtMost(error(p, completed(p, spec)), 1e-5, "error");
});

const Case kStripes("stripes: far better than the start", [] {
  const Picture p = stripes(60, 64, 0.5);
  const classic::Entries entries = entriesOfMatrix(p.seen, p.rows, p.cols);
  const double before = error(p, OneStep<classic::BiharmonicSpec>({}, entries).fill());
  for (const std::uint32_t patch : {4U, 8U}) {
    expectAtMost(error(p, completed(p, {.patch = patch})), 0.25 * before, "error");
  }
});

const Case kThreads("the same bits for any number of threads", [] {
  const Picture p = stripes(130, 70, 0.4);
  const NonlocalSpec spec{.similar = 20, .steps = 5, .match_every = 2};
  const std::vector<float> once = completed(p, spec);
  expectSameBits(completed(p, spec, 2), once, "two threads");
  expectSameBits(completed(p, spec, 3), once, "three threads");
});

const Case kSides("any sides and any share of missing entries", [] {
  for (const auto& [rows, cols] : {std::pair{1U, 1U},
                                   {1U, 40U},
                                   {40U, 1U},
                                   {3U, 5U},
                                   {7U, 9U},
                                   {8U, 8U},
                                   {9U, 60U},
                                   {25U, 26U}}) {
    for (const double missing : {0.0, 0.3, 0.95, 1.0}) {
      const Picture p = stripes(rows, cols, missing);
      const std::vector<float> x = completed(p, {.steps = 3, .start = classic::HarmonicSpec{}});
      expectAtMost(error(p, x), 200.0, show(rows) + " by " + show(cols));
    }
  }
});

const Case kGiven("a given completion is refined, and what it leaves out is filled in", [] {
  const Picture p = stripes(40, 40, 0.3);
  const NonlocalSpec usual{.steps = 4, .start = classic::HarmonicSpec{}};
  const classic::Entries entries = entriesOfMatrix(p.seen, p.rows, p.cols);
  const std::vector<float> harmonic = OneStep<classic::HarmonicSpec>({}, entries).fill();
  const std::vector<float> wanted = completed(p, usual);
  NonlocalSpec given = usual;
  given.start = harmonic;
  expectSameBits(completed(p, given), wanted, "from the same start");
  given.start = OneStep<classic::TeleaSpec>({}, entries).fill();
  expectSameBits(completed(p, given), completed(p, {.steps = 4, .start = classic::TeleaSpec{}}),
                 "from another one");
  given.start = classic::GivenCompletion(harmonic.size(), kMissing);
  expectSameBits(completed(p, given), wanted, "from nothing");
  given.start = classic::GivenCompletion(harmonic.size() - 1, 0.0F);
  expectError(ErrorCode::invalid_argument, "as many rows and columns",
              [&] { completed(p, given); });
  given.start = classic::GivenCompletion(harmonic.size(), HUGE_VALF);
  expectError(ErrorCode::invalid_argument, "without infinite entries",
              [&] { completed(p, given); });
});

const Case kUnits("values in another unit give the same completion", [] {
  const Picture p = stripes(40, 30, 0.4);
  Picture scaled = p;
  for (std::vector<float>* values : {&scaled.truth, &scaled.seen}) {
    std::ranges::for_each(*values, [](float& value) { value = 1e20F * (value - 100.0F); });
  }
  const NonlocalSpec spec{.steps = 4};
  const std::vector<float> x = completed(p, spec);
  const std::vector<float> large = completed(scaled, spec);
  for (std::size_t k = 0; k < x.size(); ++k) {
    expectClose(large[k] / 1e20F + 100.0F, x[k], 0.05, "entry");
  }
});

const Case kCancel("a run can be cancelled", [] {
  const Picture p = stripes(30, 30, 0.6);
  const classic::Entries entries = entriesOfMatrix(p.seen, p.rows, p.cols);
  cpu::Team team(2);
  std::atomic<bool> stop{false};
  const classic::Context context{team, entries, 0, stop};
  const auto method = classic::makeMethod(NonlocalSpec{}, context);
  method->step();
  stop = true;
  expectError(ErrorCode::cancelled, "cancelled", [&] { method->step(); });
});

const Case kBytes("memory follows the entries", [] {
  const auto bytes = [](std::uint32_t side) {
    return static_cast<double>(
        classic::methodBytes(NonlocalSpec{}, {side, side, std::uint64_t{side} * side, true}));
  };
  expectAtMost(bytes(240), 2e7, "a small picture");
  expectAtMost(bytes(2000), 4e8, "a large picture");
});

}  // namespace
}  // namespace lacuna::test
