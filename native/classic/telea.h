// Missing entries of data on a grid from what lies around them, from the edges of holes inwards.
#pragma once

#include <cstdint>
#include <memory>

#include "classic/method.h"

namespace lacuna::classic {

/// Missing entries are settled in the order of their distance T from what is observed, each as the
/// mean of all settled q within the radius of it, p, with the weights
///   w(p, q) = |(p − q)·∇T(p)| / |p − q|⁴ / (1 + |T(p) − T(q)|),
/// T negative at observed entries: those across the edge, near, and as far from it count most.
/// Telea, An image inpainting technique based on the fast marching method, J. Graphics Tools 9(1),
/// 2004, without its gradients of x, which overshoot in holes of any size, and with a weight that
/// falls faster, |p − q|⁻³ after the unit vector instead of |p − q|⁻², as OpenCV has it.
struct TeleaSpec {
  std::uint32_t radius = 3;  // >= 1
};

/// One step, as those of inpaint.h.
std::unique_ptr<Method> makeMethod(const TeleaSpec& spec, const Context& context);
std::uint64_t methodBytes(const TeleaSpec& spec, const Extent& extent);

}  // namespace lacuna::classic
