// Estimates from the lines that are most alike.
#pragma once

#include <cstdint>
#include <memory>

#include "classic/lines.h"
#include "classic/method.h"

namespace lacuna::classic {

/// What counts as alike, and how neighbours are averaged.
enum class KnnForm : std::uint8_t {
  uniform,    // by distance, all neighbours alike
  distance,   // by distance, each neighbour weighs 1/d; those at distance 0, if any, count alone
  deviations  // by how similarly lines deviate from a baseline
};

/// x_ij is an average over at most k lines that observe position j, those nearest to line i; nearer
/// ones first, then the lower index. With V the positions that two lines have both observed:
///
/// uniform, distance: d(a, b)² = positions/|V|·Σ_V (a_p − b_p)². Lines without a common position
/// are no neighbours; without neighbours x_ij is the mean of position j, else of line i, else of
/// all. Troyanskaya et al., Missing value estimation methods for DNA microarrays, Bioinformatics
/// 17(6), 2001.
///
/// deviations: with e = x − baseline (classic/bias.h), s_ab = Σ_V e_a·e_b/(‖e_a‖·‖e_b‖) ·
/// |V|/(|V| + shrinkage), of which only s > 0 are neighbours, and x_ij = baseline_ij + Σ s_ib·e_bj
/// / (Σ s_ib + 0.1). Koren, Factor in the neighbors, ACM TKDD 4(1), 2010, section 2.2, with the
/// adjusted cosine of Sarwar et al., Item-based collaborative filtering, WWW 2001.
struct KnnSpec {
  std::uint32_t k = 5;  // >= 1
  Over over = Over::rows;
  KnnForm form = KnnForm::uniform;
  double shrinkage = 25.0;  // >= 0, in positions
  double damping = 5.0;     // >= 0, of the baseline, in entries
};

/// Time: Σ_p n_p² over positions with n_p entries; where more than an eighth of the entries is
/// observed, lines²·positions short vectorised operations.
std::unique_ptr<Method> makeMethod(const KnnSpec& spec, const Context& context);
std::uint64_t methodBytes(const KnnSpec& spec, const Extent& extent);

}  // namespace lacuna::classic
