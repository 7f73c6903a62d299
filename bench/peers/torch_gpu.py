"""AIR-Net's step in PyTorch on a GPU, gradients in closed form, batched: eager, compiled, and each in a
CUDA graph; in float32 and with TF32 products.

    python3 bench/peers/torch_gpu.py [BATCH...]      microseconds of a step of all matrices, 240x240
"""

import sys
import time

import torch

SIDE = 240
WEIGHT = 1e-4


def make(batch):
    """Three factors and two free similarity matrices, their moments, the target and its mask."""
    generator = torch.Generator(device="cuda").manual_seed(1)
    shape = (batch, SIDE, SIDE)
    deviation = (0.3 / SIDE) ** (1 / 3)
    draws = lambda f: f(shape, device="cuda", generator=generator)
    parameters = [draws(torch.randn) * deviation for _ in range(3)]
    parameters += [(draws(torch.rand) * 2 - 1) / SIDE**0.5 for _ in range(2)]
    first = [torch.zeros_like(p) for p in parameters]
    second = [torch.zeros_like(p) for p in parameters]
    mask = (draws(torch.rand) < 0.7).float()
    return parameters, first, second, draws(torch.rand) * mask, mask


def step(parameters, first, second, target, mask, constants):
    """One Adam step; constants = (step size, 1/sqrt(1 - beta2^t)) on the device."""
    w0, w1, w2, free_rows, free_cols = parameters
    product = torch.bmm(w0, w1)
    x = torch.bmm(product, w2)
    residual = mask * (x - target)
    loss = (residual * residual).mean((1, 2))
    d_x = residual * (2.0 / SIDE**2)
    gradients = []
    for free, y, is_rows in ((free_rows, x, True), (free_cols, x.transpose(1, 2), False)):
        p = torch.softmax(-free, 2)
        centred = y - y.mean(1, keepdim=True)
        gram = torch.bmm(centred, centred.transpose(1, 2))
        diagonal = torch.diagonal(gram, dim1=1, dim2=2)
        distances = 0.5 * (diagonal[:, :, None] + diagonal[:, None, :]) - gram
        energies = (p * distances).sum(2)
        loss = loss + WEIGHT * energies.sum(1)
        s = 0.5 * (p + p.transpose(1, 2))
        s = s - torch.diag_embed(torch.diagonal(s, dim1=1, dim2=2))
        through = torch.bmm(torch.diag_embed(s.sum(2)) - s, y)
        d_x = d_x + 2 * WEIGHT * (through if is_rows else through.transpose(1, 2))
        gradients.append(-WEIGHT * p * (distances - energies[:, :, None]))
    d_product = torch.bmm(d_x, w2.transpose(1, 2))
    d_w2 = torch.bmm(product.transpose(1, 2), d_x)
    d_w0 = torch.bmm(d_product, w1.transpose(1, 2))
    d_w1 = torch.bmm(w0.transpose(1, 2), d_product)
    for p, m, v, g in zip(parameters, first, second, [d_w0, d_w1, d_w2] + gradients):
        m.mul_(0.9).add_(g, alpha=0.1)
        v.mul_(0.999).addcmul_(g, g, value=0.001)
        p.sub_(constants[0] * m / (v.sqrt() * constants[1] + 1e-8))
    return loss


def microseconds(call, times):
    """The best of three rounds, after a warm-up."""
    for _ in range(3):
        call()
    best = float("inf")
    for _ in range(3):
        torch.cuda.synchronize()
        start = time.perf_counter()
        for _ in range(times):
            call()
        torch.cuda.synchronize()
        best = min(best, (time.perf_counter() - start) / times)
    return best * 1e6


def graphed(call):
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(3):
            call()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        call()
    return graph.replay


def main():
    print(torch.__version__, torch.cuda.get_device_name(0))
    compiled = torch.compile(step)
    for batch in [int(text) for text in sys.argv[1:]] or [1, 64]:
        for tf32 in (False, True):
            torch.backends.cuda.matmul.allow_tf32 = tf32
            state = make(batch)
            constants = torch.tensor([1e-3, 1.0], device="cuda")
            times = 200 if batch < 16 else 30
            eager = lambda: step(*state, constants)
            faster = lambda: compiled(*state, constants)
            found = [microseconds(c, times) for c in (eager, graphed(eager), faster, graphed(faster))]
            names = ("eager", "graph", "compile", "compile+graph")
            numbers = " ".join(f"{name} {value:.1f}" for name, value in zip(names, found))
            print(f"batch {batch} {'tf32' if tf32 else 'float32'}: {numbers}", flush=True)


main()
