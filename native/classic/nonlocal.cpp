#include "classic/nonlocal.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

#include "classic/filled_matrix.h"
#include "classic/nonlocal/average.h"
#include "classic/nonlocal/matching.h"
#include "classic/nonlocal/patches.h"
#include "classic/nonlocal/shrinkage.h"
#include "classic/nonlocal/start.h"
#include "cpu/parallel.h"

namespace lacuna::classic {
namespace {

using nonlocal::Band;
using nonlocal::Geometry;

/// Bands whose sums are kept at the same time.
constexpr std::size_t kBands = 32;

Geometry geometryOf(const NonlocalSpec& spec, std::size_t rows, std::size_t cols) {
  return {rows, cols, {spec.patch, spec.radius, spec.similar}};
}

/// Values as shares of the observed range.
struct Unit {
  float low;
  float range;

  explicit Unit(const std::vector<float>& values) {
    const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
    low = *least;
    range = *greatest > *least ? *greatest - *least : 1.0F;
  }

  /// Limited to that range.
  [[nodiscard]] float share(float value) const {
    return std::clamp((value - low) / range, 0.0F, 1.0F);
  }
  [[nodiscard]] float value(float share) const { return low + range * share; }
};

std::vector<std::uint8_t> missingFlags(const Entries& observed) {
  std::vector<std::uint8_t> flags(std::size_t{observed.row_count} * observed.col_count, 1);
  for (std::size_t row = 0; row < observed.row_count; ++row) {
    for (std::uint32_t e = observed.row_offsets[row]; e < observed.row_offsets[row + 1]; ++e) {
      flags[row * observed.col_count + observed.cols[e]] = 0;
    }
  }
  return flags;
}

/// What a thread works with.
struct Worker {
  nonlocal::Matcher matcher;
  nonlocal::GroupShrinkage shrinkage;

  explicit Worker(const Geometry& geometry) : matcher(geometry), shrinkage(geometry) {}
};

class Nonlocal final : public Method {
 public:
  Nonlocal(const NonlocalSpec& spec, const Context& context)
      : spec_(spec),
        context_(context),
        geometry_(geometryOf(spec, context.observed.row_count, context.observed.col_count)),
        unit_(context.observed.values),
        is_missing_(missingFlags(context.observed)),
        bands_(nonlocal::referenceBands(geometry_, spec.stride, is_missing_)),
        patches_(groups() * geometry_.group),
        average_(geometry_) {
    workers_.reserve(context.team.size());
    for (unsigned thread = 0; thread < context.team.size(); ++thread) {
      workers_.emplace_back(geometry_);
    }
    sums_.reserve(kBands);
    for (std::size_t band = 0; band < std::min(kBands, bands_.size()); ++band) {
      sums_.emplace_back(geometry_);
    }
  }

  Progressed step() override {
    if (taken_ == 0) {
      begin();
    }
    if (bands_.empty() || taken_ == spec_.steps) {
      return {0.0, 0.0};
    }
    if (taken_ % spec_.match_every == 0) {
      match();
    }
    shrink({noise(), spec_.threshold});
    ++taken_;
    return update();
  }

  void predict(std::span<const Place> places, std::span<float> values) override {
    for (std::size_t k = 0; k < places.size(); ++k) {
      values[k] = valueAt(std::size_t{places[k].row} * geometry_.cols + places[k].col);
    }
  }

  void fill(std::span<float> matrix) override {
    for (std::size_t k = 0; k < matrix.size(); ++k) {
      matrix[k] = valueAt(k);
    }
  }

 private:
  [[nodiscard]] std::size_t groups() const {
    return bands_.empty() ? 0 : bands_.back().first_group + bands_.back().cols.size();
  }

  [[nodiscard]] float valueAt(std::size_t k) const {
    return is_missing_[k] != 0 ? unit_.value(x_[k]) : values_[k];
  }

  void begin() {
    values_ = nonlocal::startOf(spec_, context_);
    x_.resize(values_.size());
    std::transform(values_.begin(), values_.end(), x_.begin(),
                   [&](float value) { return unit_.share(value); });
  }

  /// σ of this step.
  [[nodiscard]] double noise() const {
    const double along = spec_.steps > 1 ? taken_ / (spec_.steps - 1.0) : 1.0;
    return spec_.noise_from * std::pow(spec_.noise_to / spec_.noise_from, along);
  }

  /// work(worker, band) for the bands [begin, end), by the team.
  template <class Work>
  void forEachBand(std::size_t begin, std::size_t end, const Work& work) {
    std::atomic<std::size_t> next{begin};
    cpu::parallelFor(context_.team, workers_.size(), 1, [&](cpu::Range range) {
      for (std::size_t worker = range.begin; worker < range.end; ++worker) {
        for (std::size_t band = next++; band < end; band = next++) {
          work(workers_[worker], band);
        }
      }
    });
  }

  /// The patches of all groups of a band.
  [[nodiscard]] std::span<std::uint32_t> patchesOf(const Band& band) {
    return std::span(patches_).subspan(band.first_group * geometry_.group,
                                       band.cols.size() * geometry_.group);
  }

  void match() {
    forEachBand(0, bands_.size(), [&](Worker& worker, std::size_t at) {
      const Band& band = bands_[at];
      const std::span<const std::uint32_t> cols(band.cols);
      const std::span<std::uint32_t> patches = patchesOf(band);
      for (std::size_t r = 0; r < cols.size(); r += nonlocal::kReferences) {
        throwIfStopped(context_);
        const std::size_t count = std::min(nonlocal::kReferences, cols.size() - r);
        worker.matcher.match(x_, {band.row, cols.subspan(r, count)},
                             patches.subspan(r * geometry_.group, count * geometry_.group));
      }
    });
  }

  /// All groups with their singular values shrunk, added up.
  void shrink(nonlocal::Threshold threshold) {
    average_.reset();
    for (std::size_t first = 0; first < bands_.size(); first += kBands) {
      const std::size_t end = std::min(first + kBands, bands_.size());
      forEachBand(first, end, [&](Worker& worker, std::size_t at) {
        shrinkBand(worker.shrinkage, bands_[at], threshold, sums_[at - first]);
      });
      average_.add(context_.team, std::span(sums_).first(end - first));
    }
  }

  void shrinkBand(nonlocal::GroupShrinkage& shrinkage, const Band& band,
                  nonlocal::Threshold threshold, nonlocal::BandSums& sums) {
    sums.reset(band.row);
    const std::span<const std::uint32_t> patches = patchesOf(band);
    for (std::size_t first = 0; first < band.cols.size(); first += nonlocal::kGroups) {
      throwIfStopped(context_);
      const std::size_t count = std::min(nonlocal::kGroups, band.cols.size() - first);
      const auto own = patches.subspan(first * geometry_.group, count * geometry_.group);
      shrinkage.run(x_, own, threshold);
      for (std::size_t g = 0; g < count; ++g) {
        sums.add(shrinkage.patches(g), own.subspan(g * geometry_.group, geometry_.group),
                 weightOf(shrinkage.rank(g)));
      }
    }
  }

  /// 1 − rank/K, more than 0.
  [[nodiscard]] float weightOf(std::size_t rank) const {
    const std::size_t left = std::max<std::size_t>(geometry_.group - rank, 1);
    return static_cast<float>(left) / static_cast<float>(geometry_.group);
  }

  /// Missing entries as the patches have them.
  Progressed update() {
    std::vector<std::size_t> covered(geometry_.rows);
    const Compared compared = compareRows(context_.team, geometry_.rows, [&](std::size_t row) {
      Compared sums{};
      average_.forEachCovered(row, [&](std::size_t col, double mean) {
        const std::size_t k = row * geometry_.cols + col;
        const double step = mean - static_cast<double>(x_[k]);
        if (is_missing_[k] != 0) {
          sums.moved.by += step * step;
          sums.moved.size += mean * mean;
          x_[k] = static_cast<float>(mean);
        } else {
          sums.errors += step * step;
          ++covered[row];
        }
      });
      return sums;
    });
    std::size_t count = 0;
    for (const std::size_t entries : covered) {
      count += entries;
    }
    const double unit = static_cast<double>(unit_.range) * unit_.range;
    return {changeOf(compared.moved),
            count > 0 ? unit * compared.errors / static_cast<double>(count) : 0.0};
  }

  /// 0 after the last step alone.
  [[nodiscard]] double changeOf(const Moved& moved) const {
    if (taken_ == spec_.steps) {
      return 0.0;
    }
    const double change = moved.size > 0.0 ? std::sqrt(moved.by / moved.size) : 1.0;
    return std::max(change, std::numeric_limits<double>::min());
  }

  NonlocalSpec spec_;
  const Context& context_;
  Geometry geometry_;
  Unit unit_;
  std::vector<std::uint8_t> is_missing_;  // rows × cols
  std::vector<Band> bands_;
  std::vector<std::uint32_t> patches_;  // Geometry::group for each group
  nonlocal::PatchAverage average_;
  std::vector<Worker> workers_;           // one for each thread
  std::vector<nonlocal::BandSums> sums_;  // kBands at most
  std::vector<float> values_;             // rows × cols, as observed
  std::vector<float> x_;                  // rows × cols, the estimate as shares of the range
  std::uint32_t taken_ = 0;
};

}  // namespace

std::unique_ptr<Method> makeMethod(const NonlocalSpec& spec, const Context& context) {
  return std::make_unique<Nonlocal>(spec, context);
}

std::uint64_t methodBytes(const NonlocalSpec& spec, const Extent& extent) {
  const Geometry geometry = geometryOf(spec, extent.rows, extent.cols);
  const auto references = [&](std::size_t count, std::size_t patch) {
    return (count - 1) / std::min<std::size_t>(spec.stride, patch) + 2;
  };
  const std::uint64_t groups = references(geometry.firstRows(), geometry.patch_rows) *
                               references(geometry.firstCols(), geometry.patch_cols);
  const std::uint64_t matrices = extent.entries() * (4 * sizeof(float) + 1);
  // Of each thread; how many there are is known later, and they share one cache.
  const std::uint64_t worker =
      nonlocal::Matcher::bytes(geometry) + nonlocal::GroupShrinkage::bytes(geometry);
  return nonlocal::startBytes(spec, extent) + matrices +
         sizeof(std::uint32_t) * groups * (geometry.group + 1) + worker +
         kBands * nonlocal::BandSums::bytes(geometry) + nonlocal::PatchAverage::bytes(geometry);
}

}  // namespace lacuna::classic
