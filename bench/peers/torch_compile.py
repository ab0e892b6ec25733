"""PyTorch with `torch.compile`, the model's loss with its gradients, and the optimizer's step."""

import torch
from peer import serve
from torch_eager import TorchPeer


class CompiledPeer(TorchPeer):
    def __init__(self, job):
        super().__init__(job)
        self.loss_of = torch.compile(self.loss_of)
        self.update = torch.compile(self.optimizer.step)


if __name__ == "__main__":
    serve(CompiledPeer)
