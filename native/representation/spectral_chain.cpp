#include "representation/spectral_chain.h"

#include <algorithm>

namespace lacuna {
namespace {

std::vector<float> identity(std::uint32_t rows, std::uint32_t cols) {
  std::vector<float> values(static_cast<std::size_t>(rows) * cols);
  for (std::size_t i = 0; i < std::min(rows, cols); ++i) {
    values[i * cols + i] = 1.0F;
  }
  return values;
}

}  // namespace

SpectralChain::SpectralChain(Memory& memory, Workspace& workspace, std::uint32_t batch,
                             const SpectralSide& rows, const SpectralSide& cols,
                             SpectralFactors trained, std::optional<SpectralProjection> projection,
                             std::size_t first_parameter)
    : workspace_(workspace),
      phi_(memory, rows),
      psi_(memory, cols),
      c_(memory, batch, rows.band, cols.band),
      trains_c_(trained.c),
      projection_(projection) {
  const auto train = [&](const MatrixBuffer& factor) {
    parameters_.push_back({factor.view(), first_parameter + parameters_.size()});
  };
  if (trained.p) {
    p_.emplace(memory, batch, rows.band, rows.band);
    train(*p_);
  }
  if (trained.c) {
    train(c_);
  }
  if (trained.q) {
    q_.emplace(memory, batch, cols.band, cols.band);
    train(*q_);
  }
  if (p_ && q_) {
    left_ = {memory, batch, rows.band, cols.band};
  }
  if (hasBasis() && (p_ || q_)) {
    core_ = {memory, batch, rows.band, cols.band};
  }
  reserve(workspace);
}

void SpectralChain::reserve(Workspace& workspace) const {
  const std::uint32_t p = c_.view().rows;
  const std::uint32_t q = c_.view().cols;
  if (phi_.side().hasGraph() && psi_.side().hasGraph()) {
    const auto [rows, cols] = halfShape();
    workspace.reserve(halfSlot(), rows, cols);
  }
  workspace.reserve(Workspace::kFirst, p, q);
  workspace.reserve(Workspace::kSecond, p, q);
  const auto reserve_for = [&](bool trained, bool diagonal, std::uint32_t order) {
    if (trained) {
      workspace.reserve(Workspace::kThird, order, order);
    }
    if (diagonal) {
      workspace.reserve(Workspace::kSecond, order, order);
      workspace.reserve(Workspace::kFourth, order, order);
    }
  };
  reserve_for(p_.has_value(), hasDiagonalRows(), p);
  reserve_for(q_.has_value(), hasDiagonalCols(), q);
}

std::size_t SpectralChain::terms() const {
  return std::size_t{phi_.side().hasDirichlet()} + std::size_t{psi_.side().hasDirichlet()} +
         std::size_t{hasDiagonalRows()} + std::size_t{hasDiagonalCols()};
}

SpectralChain::Terms SpectralChain::split(Scalars own) const {
  const auto next = [&own](bool present) {
    return present ? Scalars{own.data++, own.stride} : Scalars{};
  };
  // In this order: a braced list is evaluated from the left.
  return {next(phi_.side().hasDirichlet()), next(psi_.side().hasDirichlet()),
          next(hasDiagonalRows()), next(hasDiagonalCols())};
}

SpectralChain::Half SpectralChain::halfShape() const {
  const SpectralSide& rows = phi_.side();
  const SpectralSide& cols = psi_.side();
  const double rows_first =
      static_cast<double>(rows.order) * cols.band * (static_cast<double>(rows.band) + cols.order);
  const double cols_first =
      static_cast<double>(rows.band) * cols.order * (static_cast<double>(cols.band) + rows.order);
  return rows_first <= cols_first ? Half{rows.order, cols.band} : Half{rows.band, cols.order};
}

Workspace::Slot SpectralChain::halfSlot() const {
  return q_ ? Workspace::kFirst : Workspace::kSecond;
}

Matrix SpectralChain::half() const {
  const auto [rows, cols] = halfShape();
  return workspace_.matrix(halfSlot(), rows, cols);
}

bool SpectralChain::hasBasis() const { return phi_.side().hasGraph() || psi_.side().hasGraph(); }

void SpectralChain::start(Device& device, Problems problems, ConstMatrix target,
                          const std::atomic<bool>& stop) {
  phi_.start(device, stop);
  psi_.start(device, stop);
  const Matrix c = c_.view();
  if (!trains_c_) {
    const std::vector<float> ones = identity(c.rows, c.cols);
    for (const std::uint32_t problem : problems) {
      device.upload(c.of(problem), ones.data(), ones.size() * sizeof(float));
    }
  }
  if (projection_) {
    project(device, problems, target);
  }
}

/// C = the leading block of ΦᵀTΨ, 0 elsewhere.
void SpectralChain::project(Device& device, Problems problems, ConstMatrix target) {
  const Matrix c = c_.view();
  contract(device, problems, c, target);
  std::vector<float> values(c.size());
  for (const std::uint32_t problem : problems) {
    device.download(values.data(), c.of(problem), values.size() * sizeof(float));
    for (std::uint32_t i = 0; i < c.rows; ++i) {
      const std::uint32_t kept = i < projection_->rows ? projection_->cols : 0;
      const auto row = values.begin() + static_cast<std::ptrdiff_t>(std::size_t{i} * c.cols);
      std::fill(row + kept, row + c.cols, 0.0F);
    }
    device.upload(c.of(problem), values.data(), values.size() * sizeof(float));
  }
}

void SpectralChain::forward(Device& device, Problems problems, Matrix x) {
  const Matrix core = hasBasis() ? core_.view() : x;
  a_ = c_.view();
  if (p_) {
    const Matrix left = q_ ? left_->view() : core;
    device.multiply(problems, left, p_->view(), c_.view(), Product::nn, Write::assign);
    a_ = left;
  }
  g_ = a_;
  if (q_) {
    device.multiply(problems, core, a_, q_->view(), Product::nt, Write::assign);
    g_ = core;
  }
  if (hasBasis() || !(p_ || q_)) {
    expand(device, problems, x);
  }
}

/// x = Φ·G·Ψᵀ.
void SpectralChain::expand(Device& device, Problems problems, Matrix x) const {
  const auto times_psi = [&](Matrix to, ConstMatrix from) {
    device.multiply(problems, to, from, psi_.vectors(), Product::nn, Write::assign);
  };
  const auto phi_times = [&](Matrix to, ConstMatrix from) {
    device.multiply(problems, to, phi_.vectors(), from, Product::tn, Write::assign);
  };
  if (!hasBasis()) {
    device.copy(problems, x, g_);
  } else if (!psi_.side().hasGraph()) {
    phi_times(x, g_);
  } else if (!phi_.side().hasGraph()) {
    times_psi(x, g_);
  } else if (const Matrix between = half(); between.rows == x.rows) {
    phi_times(between, g_);
    times_psi(x, between);
  } else {
    times_psi(between, g_);
    phi_times(x, between);
  }
}

/// to = Φᵀ·x·Ψ.
void SpectralChain::contract(Device& device, Problems problems, Matrix to, ConstMatrix x) const {
  const auto times_psi = [&](Matrix into, ConstMatrix from) {
    device.multiply(problems, into, from, psi_.vectors(), Product::nt, Write::assign);
  };
  const auto phi_times = [&](Matrix into, ConstMatrix from) {
    device.multiply(problems, into, phi_.vectors(), from, Product::nn, Write::assign);
  };
  if (!hasBasis()) {
    device.copy(problems, to, x);
  } else if (!psi_.side().hasGraph()) {
    phi_times(to, x);
  } else if (!phi_.side().hasGraph()) {
    times_psi(to, x);
  } else if (const Matrix between = half(); between.rows == x.rows) {
    times_psi(between, x);
    phi_times(to, between);
  } else {
    phi_times(between, x);
    times_psi(to, between);
  }
}

void SpectralChain::backward(Device& device, Problems problems, ConstMatrix d_x, Scalars own,
                             GradientSink& sink) {
  const Terms terms = split(own);
  const ConstMatrix d_core = backwardBases(device, problems, d_x, terms);
  ConstMatrix d_left = d_core;
  if (q_) {
    const Matrix through = workspace_.matrix(Workspace::kFirst, d_core.rows, d_core.cols);
    device.multiply(problems, through, d_core, q_->view(), Product::nn, Write::assign);
    const Matrix gradient = workspace_.matrix(Workspace::kThird, d_core.cols, d_core.cols);
    device.multiply(problems, gradient, d_core, a_, Product::tn, Write::assign);
    if (hasDiagonalCols()) {
      addDiagonal(device, problems, gradient, q_->view(), psi_, terms.diagonal_cols);
    }
    sink.take(problems, parameters_.back(), gradient);
    d_left = through;
  }
  backwardLeft(device, problems, d_left, terms.diagonal_rows, sink);
}

/// d G with what the Dirichlet energies add: in the second slot where there is Q, else in the
/// first.
ConstMatrix SpectralChain::backwardBases(Device& device, Problems problems, ConstMatrix d_x,
                                         const Terms& terms) const {
  if (!hasBasis()) {
    return d_x;
  }
  const Matrix d_core =
      workspace_.matrix(q_ ? Workspace::kSecond : Workspace::kFirst, g_.rows, g_.cols);
  contract(device, problems, d_core, d_x);
  const SpectralSide& rows = phi_.side();
  const SpectralSide& cols = psi_.side();
  if (rows.hasDirichlet() || cols.hasDirichlet()) {
    device.spectralEnergy(problems, d_core, terms.dirichlet_rows, terms.dirichlet_cols, g_,
                          phi_.values(), psi_.values(),
                          rows.hasDirichlet() ? rows.dirichlet_weight : 0.0,
                          cols.hasDirichlet() ? cols.dirichlet_weight : 0.0);
  }
  return d_core;
}

/// d P and d C from d A; the first slot holds d A.
void SpectralChain::backwardLeft(Device& device, Problems problems, ConstMatrix d_left,
                                 Scalars diagonal, GradientSink& sink) const {
  if (!p_) {
    if (trains_c_) {
      sink.take(problems, parameters_.front(), d_left);
    }
    return;
  }
  const Matrix d_p = workspace_.matrix(Workspace::kThird, d_left.rows, d_left.rows);
  device.multiply(problems, d_p, d_left, c_.view(), Product::nt, Write::assign);
  if (trains_c_) {
    const Matrix d_c = workspace_.matrix(Workspace::kSecond, d_left.rows, d_left.cols);
    device.multiply(problems, d_c, p_->view(), d_left, Product::tn, Write::assign);
    sink.take(problems, parameters_[1], d_c);
  }
  if (hasDiagonalRows()) {
    addDiagonal(device, problems, d_p, p_->view(), phi_, diagonal);
  }
  sink.take(problems, parameters_.front(), d_p);
}

/// value = ρ·‖off(FᵀΛF)‖², gradient += 4ρ·ΛF·off(FᵀΛF), in the second and the fourth slot.
void SpectralChain::addDiagonal(Device& device, Problems problems, Matrix gradient,
                                ConstMatrix factor, const SpectralBasis& basis,
                                Scalars value) const {
  const Matrix scaled = workspace_.matrix(Workspace::kFourth, factor.rows, factor.cols);
  const Matrix off = workspace_.matrix(Workspace::kSecond, factor.rows, factor.cols);
  device.scaleRows(problems, scaled, factor, basis.values());
  device.multiply(problems, off, factor, scaled, Product::tn, Write::assign);
  device.offDiagonal(problems, off, value, basis.side().diagonal_weight);
  device.multiply(problems, gradient, scaled, off, Product::nn, Write::add);
}

}  // namespace lacuna
