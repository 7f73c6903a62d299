#include "solver/instruments.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "instrument/balance.h"
#include "instrument/spectrum.h"
#include "solver/start.h"
namespace lacuna {
namespace {

/// mean |x − truth| over the entries under a mask of 0, divided by `range`; NaN when there is none.
double missingError(std::span<const float> x, std::span<const float> truth,
                    std::span<const std::uint8_t> mask, double range) {
  double sum = 0.0;
  std::size_t missing = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (mask[i] == 0) {
      sum += std::abs(static_cast<double>(x[i]) - static_cast<double>(truth[i]));
      ++missing;
    }
  }
  return missing == 0 ? std::numeric_limits<double>::quiet_NaN()
                      : sum / static_cast<double>(missing) / range;
}

std::size_t factorsIn(const Spec& spec) {
  const auto* const chain = std::get_if<FactorChainSpec>(&spec.representation);
  return chain == nullptr ? 0 : chain->widths.size() + 1;
}

}  // namespace

std::vector<double> spectrumOf(const Iterate& x, const Spec& spec) {
  return x.matrix.empty() ? singularValues(x.left, x.right, x.left.size() / spec.rows)
                          : singularValues(x.matrix, spec.rows, spec.cols);
}

bool StepOfBatch::isLast(std::uint32_t problem) const {
  return std::find(updating.begin(), updating.end(), problem) == updating.end();
}

bool StepOfBatch::reads(std::uint64_t every, std::uint32_t problem) const {
  return every > 0 && (step % every == 0 || isLast(problem));
}

bool StepOfBatch::reads(std::uint64_t every) const {
  return every > 0 && (step % every == 0 || updating.size() < active.size());
}

Instruments::Instruments(Memory& memory, const Spec& spec, std::uint32_t batch,
                         const std::vector<Parameter>& parameters)
    : spec_(spec), asked_(spec.instruments), balance_(batch), readings_(batch) {
  if (asked_.gradient_norms > 0) {
    tap_.emplace(memory, batch, parameters);
  }
}

void Instruments::before(Device& device, const Model& model, StepOfBatch step) {
  step_ = step;
  norms_.clear();
  if (!step.reads(asked_.balance)) {
    return;
  }
  for (const std::uint32_t problem : step.active) {
    if (step.reads(asked_.balance, problem)) {
      balance_[problem] = balanceOf(device, model, problem);
    }
  }
}

std::vector<double> Instruments::balanceOf(Device& device, const Model& model,
                                           std::uint32_t problem) const {
  std::vector<double> balance;
  std::vector<float> before;
  for (std::size_t i = 0; i < factorsIn(spec_); ++i) {
    const Matrix factor = model.parameters()[i].value;
    std::vector<float> values(factor.size());
    device.download(values.data(), factor.of(problem), values.size() * sizeof(float));
    if (i > 0) {
      balance.push_back(imbalance(before, values, factor.rows));
    }
    before = std::move(values);
  }
  return balance;
}

GradientSink& Instruments::through(Device& device, GradientSink& next) {
  if (!step_.reads(asked_.gradient_norms)) {
    return next;
  }
  tap_->beginStep(device, step_.active, next);
  return *tap_;
}

void Instruments::after(Device& device, Model& model, std::uint32_t problem,
                        std::span<const double> energies, const Observations& observations) {
  if (step_.reads(asked_.balance, problem)) {
    note(readings_[problem].balance, balance_[problem]);
  }
  if (step_.reads(asked_.energies, problem)) {
    note(readings_[problem].energies, energies);
  }
  if (step_.reads(asked_.gradient_norms, problem)) {
    readGradientNorms(device, problem);
  }
  if (step_.reads(asked_.singular_values, problem) || step_.reads(asked_.effective_rank, problem) ||
      step_.reads(asked_.nmae, problem)) {
    readX(device, model, problem, observations);
  }
}

void Instruments::readGradientNorms(Device& device, std::uint32_t problem) {
  if (norms_.empty()) {
    norms_ = tap_->norms(device);
  }
  const std::size_t parameters = norms_.size() / readings_.size();
  note(readings_[problem].gradient_norms,
       std::span(norms_).subspan(problem * parameters, parameters));
}

void Instruments::readX(Device& device, Model& model, std::uint32_t problem,
                        const Observations& observations) {
  InstrumentReadings& readings = readings_[problem];
  const Iterate x = model.read(device, problem, Model::Which::last);
  const bool lists = step_.reads(asked_.singular_values, problem);
  const bool ranks = step_.reads(asked_.effective_rank, problem);
  if (lists || ranks) {
    const std::vector<double> all = spectrumOf(x, spec_);
    if (lists) {
      note(readings.singular_values,
           std::span(all).first(std::min<std::size_t>(all.size(), asked_.top)));
    }
    if (ranks) {
      const double rank = effectiveRank(all);
      note(readings.effective_rank, {&rank, 1});
    }
  }
  if (step_.reads(asked_.nmae, problem)) {
    const auto& dense = std::get<DenseObservations>(observations);
    const std::size_t size = x.matrix.size();
    const double error =
        missingError(x.matrix, std::span(asked_.truth).subspan(problem * size, size),
                     dense.mask.subspan(problem * size, size), asked_.truth_range);
    note(readings.nmae, {&error, 1});
  }
}

void Instruments::note(Readings& readings, std::span<const double> values) const {
  readings.steps.push_back(step_.step);
  readings.values.insert(readings.values.end(), values.begin(), values.end());
}

std::uint64_t instrumentBytes(const Spec& spec) {
  const InstrumentsSpec& asked = spec.instruments;
  const std::uint64_t entries = static_cast<std::uint64_t>(spec.rows) * spec.cols;
  const std::uint64_t shorter = std::min(spec.rows, spec.cols);
  std::uint64_t scratch = 0;
  if (asked.singular_values > 0 || asked.effective_rank > 0 ||
      spec.stopping.rank_plateau.change > 0.0) {
    // X as floats and as doubles, its Gram matrix, and what its eigenvalues take.
    scratch = entries * (sizeof(float) + sizeof(double)) + 4 * shorter * shorter * sizeof(double);
  }
  if (asked.nmae > 0) {
    scratch = std::max(scratch, entries * sizeof(float));
  }
  if (asked.balance > 0 && factorsIn(spec) > 1) {
    const auto& widths = std::get<FactorChainSpec>(spec.representation).widths;
    const std::uint64_t width = *std::max_element(widths.begin(), widths.end());
    const std::uint64_t side = std::max<std::uint64_t>({width, spec.rows, spec.cols});
    scratch = std::max(scratch, width * side * (2 * sizeof(float) + 2 * sizeof(double)) +
                                    2 * width * width * sizeof(double));
  }
  const auto readings = [&](std::uint64_t every, std::uint64_t width) {
    return every == 0 ? 0 : (spec.stopping.steps / every + 2) * (width + 1) * sizeof(double);
  };
  return scratch + readings(asked.singular_values, std::min<std::uint64_t>(asked.top, shorter)) +
         readings(asked.effective_rank, 1) + readings(asked.energies, spec.regularizers.size()) +
         readings(asked.gradient_norms, startsOf(spec).size()) +
         readings(asked.balance, factorsIn(spec)) + readings(asked.nmae, 1);
}

}  // namespace lacuna
