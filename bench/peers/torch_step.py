"""The AIR-Net step with PyTorch: autograd over a loss that forms no Laplacian, and its own Adam."""

import torch
from problem import loaded_blas, serve


def energy(v, x):
    """tr(XᵀLX) over the rows of x. The quadratic form of S = softmin(v) and of its symmetric part are
    equal, so S needs no transpose, and its diagonal cancels."""
    similarity = torch.softmax(-v, dim=1)
    degrees = (similarity.sum(dim=0) + 1) * 0.5
    return (degrees * x.square().sum(dim=1)).sum() - (x * (similarity @ x)).sum()


def make_step(problem):
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    target, mask = torch.from_numpy(problem.target), torch.from_numpy(problem.mask)
    start = [*problem.factors, problem.row_side, problem.col_side]
    parameters = [torch.from_numpy(values).requires_grad_() for values in start]
    w0, w1, w2, row_side, col_side = parameters
    optimizer = torch.optim.Adam(
        parameters,
        lr=problem.learning_rate,
        betas=(problem.beta1, problem.beta2),
        eps=problem.epsilon,
    )

    def step():
        optimizer.zero_grad(set_to_none=True)
        x = w0 @ w1 @ w2
        fidelity = (mask * (x - target)).square().mean()
        loss = fidelity + problem.weight * (energy(row_side, x) + energy(col_side, x.t()))
        loss.backward()
        optimizer.step()
        return loss.detach()

    return step


def about():
    return {
        "version": f"PyTorch {torch.__version__}, {loaded_blas()}",
        "threads": "torch.set_num_threads(1)",
    }


if __name__ == "__main__":
    serve(make_step, about)
