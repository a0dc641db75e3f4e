"""Portfolios and their policies."""

from strategyOrchestrator.entities.portfolio.BasePortfolioManager import BasePortfolioManager as BasePortfolioManager
