import wandb

run = wandb.init(project="demo", config={"learning_rate": 0.1, "momentum": 0.0, "epochs": 20})
config = wandb.config
position, speed = 5.0, 0.0
for epoch in range(config.epochs):
    speed = config.momentum * speed - config.learning_rate * 2 * position
    position += speed
    wandb.log({"epoch": epoch, "loss": position**2})
wandb.finish()
